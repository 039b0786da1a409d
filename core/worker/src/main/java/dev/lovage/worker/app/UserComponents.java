package dev.lovage.worker.app;

import dev.lovage.messaging.LovageException;
import dev.lovage.worker.step.ComponentLoader;
import java.io.File;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Loads the components that a user named, and nothing else of the application. */
public final class UserComponents implements ComponentLoader {

    @Override
    public Loader open(List<String> applications, List<Path> classPath) {
        return new Places(applications, classPath);
    }

    /** The places where the classes are; they are opened when the first class is asked for. */
    private static final class Places implements Loader {

        private final List<Path> sources = new ArrayList<>();
        private final Set<Path> folders = new LinkedHashSet<>();
        private final List<String> said;
        private @Nullable ClassLoader loader;

        Places(List<String> applications, List<Path> classPath) {
            this.said = List.copyOf(applications);
            for (String application : applications) {
                Path path = Path.of(application);
                if (application.endsWith(".java")) {
                    sources.add(path);
                } else if (application.endsWith(".jar") || Files.isDirectory(path)) {
                    folders.add(path);
                }
            }
            List<String> own = List.of(System.getProperty("java.class.path", "").split(File.pathSeparator, -1));
            classPath.stream().filter(entry -> !own.contains(entry.toString())).forEach(folders::add);
        }

        @Override
        public <T> T make(String setting, String className, Class<T> type) {
            Class<?> found = find(setting, className);
            if (!type.isAssignableFrom(found)) {
                throw new LovageException(setting + " names " + className + ", which is no " + type.getSimpleName()
                        + ": it must implement " + type.getName());
            }
            try {
                Constructor<?> constructor = found.getDeclaredConstructor();
                constructor.setAccessible(true);
                return type.cast(constructor.newInstance());
            } catch (NoSuchMethodException e) {
                throw new LovageException(
                        setting + " names " + className
                                + ", which has no constructor without parameters (an inner class must be static)",
                        e);
            } catch (InvocationTargetException e) {
                throw new LovageException(
                        setting + " names " + className + ", whose constructor failed: " + e.getCause(), e);
            } catch (ReflectiveOperationException | LinkageError e) {
                throw new LovageException(setting + " names " + className + ", which can't be made: " + e, e);
            }
        }

        private Class<?> find(String setting, String className) {
            try {
                return load(className);
            } catch (ClassNotFoundException e) {
                throw new LovageException(
                        setting + " names " + className + ": there is no such class "
                                + (said.isEmpty() ? "" : "in " + String.join(", ", said) + " or ")
                                + "on the class path. It takes the full name of a class",
                        e);
            } catch (ExceptionInInitializerError e) {
                throw new LovageException(
                        setting + " names " + className + ", which failed to initialize: " + Causes.of(e), e);
            } catch (LinkageError e) {
                throw new LovageException(
                        setting + " names " + className + ", which can't be loaded: " + e
                                + ". Is a jar missing on the class path?",
                        e);
            }
        }

        /** The class of that name; {@code Outer.Inner} is found too. */
        private Class<?> load(String className) throws ClassNotFoundException {
            try {
                return Class.forName(className, true, loader());
            } catch (ClassNotFoundException e) {
                int dot = className.lastIndexOf('.');
                if (dot < 0) {
                    throw e;
                }
                return Class.forName(className.substring(0, dot) + "$" + className.substring(dot + 1), true, loader());
            }
        }

        private synchronized ClassLoader loader() {
            ClassLoader known = loader;
            if (known == null) {
                ClassLoader own = UserComponents.class.getClassLoader();
                Map<String, byte[]> compiled =
                        sources.isEmpty() ? Map.of() : SourceCompiler.compile(sources, classPath());
                known = compiled.isEmpty() && folders.isEmpty() ? own : new UserClassLoader(urls(), compiled, own);
                loader = known;
            }
            return known;
        }

        private String classPath() {
            String own = System.getProperty("java.class.path", "");
            return folders.isEmpty()
                    ? own
                    : own
                            + File.pathSeparator
                            + folders.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        }

        private URL[] urls() {
            return folders.stream().map(Places::url).toArray(URL[]::new);
        }

        private static URL url(Path path) {
            try {
                return path.toUri().toURL();
            } catch (MalformedURLException e) {
                throw new ApplicationException("-A " + path + ": " + e.getMessage(), e);
            }
        }
    }
}
