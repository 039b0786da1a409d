package dev.lovage.worker.app;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Turns what was named with {@code -A} and {@code --include} into loaded classes. */
final class UserClasses {

    private final List<Path> sources = new ArrayList<>();
    private final List<Path> places = new ArrayList<>();
    private final Set<String> names = new LinkedHashSet<>();

    private UserClasses() {}

    /**
     * Loads and initializes the classes that the user named, and those of named jars, directories and source files that have
     * tasks.
     *
     * @throws ApplicationException when something named is not there, does not compile, or fails to load
     */
    static List<Class<?>> load(List<String> applications, List<String> includes) {
        UserClasses wanted = new UserClasses();
        applications.forEach(wanted::add);
        includes.forEach(wanted::add);
        return wanted.load();
    }

    private void add(String name) {
        Path path = Path.of(name);
        if (name.endsWith(".java")) {
            sources.add(source(name));
        } else if (name.endsWith(".jar")) {
            if (!Files.isRegularFile(path)) {
                throw new ApplicationException("-A " + name + ": there is no such jar in "
                        + Path.of("").toAbsolutePath());
            }
            addPlace(name, path, ClassScan.jar(path));
        } else if (Files.isDirectory(path)) {
            Optional<CompiledFolder> compiled = CompiledFolder.read(path);
            if (compiled.isPresent()) {
                places.add(path);
                names.addAll(compiled.get().classes());
                return;
            }
            addPlace(name, path, ClassScan.directory(path));
        } else {
            names.add(name);
        }
    }

    /**
     * A source file that the user named.
     *
     * @throws ApplicationException when it is not there
     */
    static Path source(String name) {
        Path path = Path.of(name);
        if (!Files.isRegularFile(path)) {
            throw new ApplicationException(
                    "-A " + name + ": there is no such file in " + Path.of("").toAbsolutePath());
        }
        return path;
    }

    /** How the user named them, also those that were compiled for this process. */
    static String named(List<String> applications) {
        return applications.stream()
                .flatMap(name -> CompiledFolder.read(Path.of(name))
                        .map(folder -> folder.sources().stream())
                        .orElseGet(() -> Stream.of(name)))
                .collect(Collectors.joining(" -A ", "-A ", ""));
    }

    private void addPlace(String name, Path path, List<String> found) {
        if (found.isEmpty()) {
            throw new ApplicationException(
                    "-A " + name + ": no class in it has a method with @Task or an app of type Lovage");
        }
        places.add(path);
        names.addAll(found);
    }

    private List<Class<?>> load() {
        Map<String, byte[]> compiled = sources.isEmpty()
                ? Map.of()
                : SourceCache.compile(sources, classPath()).classes();
        ClassLoader own = UserClasses.class.getClassLoader();
        ClassLoader loader = compiled.isEmpty() && places.isEmpty() ? own : new UserClassLoader(urls(), compiled, own);
        // Libraries that user code calls look for its classes here.
        Thread.currentThread().setContextClassLoader(loader);
        Map<String, Class<?>> loaded = new LinkedHashMap<>();
        compiled.keySet().forEach(name -> loaded.put(name, load(name, loader)));
        names.forEach(name -> loaded.put(name, load(name, loader)));
        return List.copyOf(loaded.values());
    }

    private static Class<?> load(String name, ClassLoader loader) {
        try {
            return Class.forName(name, true, loader);
        } catch (ClassNotFoundException e) {
            throw new ApplicationException(
                    "-A " + name
                            + ": no such class on the class path, and no such file or directory. -A takes the full name of a "
                            + "class, a jar, a directory of classes, or a .java file",
                    e);
        } catch (ExceptionInInitializerError e) {
            throw new ApplicationException("The class " + name + " failed to initialize: " + Causes.of(e), e);
        } catch (LinkageError e) {
            throw new ApplicationException(
                    "The class " + name + " can't be loaded: " + e + ". Is a jar missing on the class path?", e);
        }
    }

    private List<Path> classPath() {
        String own = System.getProperty("java.class.path", "");
        return Stream.concat(
                        Stream.of(own.split(File.pathSeparator, -1))
                                .filter(entry -> !entry.isEmpty())
                                .map(Path::of),
                        places.stream())
                .toList();
    }

    private URL[] urls() {
        return places.stream().map(UserClasses::url).toArray(URL[]::new);
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new ApplicationException("-A " + path + ": " + e.getMessage(), e);
        }
    }
}
