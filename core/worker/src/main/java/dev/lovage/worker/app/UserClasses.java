package dev.lovage.worker.app;

import dev.lovage.settings.Settings;
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

    private final List<Path> classPath;
    private final List<Path> sources = new ArrayList<>();
    private final List<Path> places = new ArrayList<>();
    private final Set<String> names = new LinkedHashSet<>();

    private UserClasses(List<Path> classPath) {
        this.classPath = classPath;
    }

    /**
     * Loads and initializes the classes that the user named, and those of named jars, directories and source files that have
     * tasks.
     *
     * @throws ApplicationException when something named is not there, does not compile, or fails to load
     */
    static List<Class<?>> load(List<String> applications, List<String> includes) {
        UserClasses wanted = wanted(applications, includes, List.of());
        ClassLoader own = UserClasses.class.getClassLoader();
        Map<String, byte[]> compiled = wanted.compiled();
        return wanted.load(
                compiled.isEmpty() && wanted.places.isEmpty()
                        ? own
                        : new UserClassLoader(urls(wanted.places), compiled, own, Weaving.NONE),
                compiled.keySet());
    }

    /** The same with a loader for all of the user's classes, which are on a class path of their own. */
    static List<Class<?>> loadApart(
            List<String> applications, List<String> includes, List<Path> classPath, Settings settings) {
        UserClasses wanted = wanted(applications, includes, classPath);
        Map<String, byte[]> compiled = wanted.compiled();
        List<Path> all = Stream.concat(classPath.stream(), wanted.places.stream())
                .flatMap(PinnedPlace::withItsClassPath)
                .distinct()
                .toList();
        Weaving weaving = settings.workerSoftLimitChecks()
                ? Weaving.of(wanted.ownPlaces(), settings.workerSoftLimitPackages())
                : Weaving.NONE;
        ClassLoader own = UserClasses.class.getClassLoader();
        return wanted.load(new UserClassLoader(urls(all), compiled, own, weaving), compiled.keySet());
    }

    private static UserClasses wanted(List<String> applications, List<String> includes, List<Path> classPath) {
        UserClasses wanted = new UserClasses(classPath);
        applications.forEach(wanted::add);
        includes.forEach(wanted::add);
        return wanted;
    }

    /** What is the user's own, not a library: what was named, folders, and jars with a class that was named. */
    private List<URL> ownPlaces() {
        List<Path> own = new ArrayList<>(places);
        for (Path entry : classPath) {
            if (Files.isDirectory(entry) || ClassScan.holdsAny(entry, names)) {
                own.add(entry);
            }
        }
        return List.of(urls(own));
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
                        .orElseGet(() -> Stream.of(PinnedPlace.nameOf(name))))
                .collect(Collectors.joining(" -A ", "-A ", ""));
    }

    private void addPlace(String name, Path path, List<String> found) {
        if (found.isEmpty()) {
            throw new ApplicationException("-A " + PinnedPlace.nameOf(name)
                    + ": no class in it has a method with @Task or an app of type Lovage");
        }
        places.add(path);
        names.addAll(found);
    }

    private Map<String, byte[]> compiled() {
        return sources.isEmpty()
                ? Map.of()
                : SourceCache.compile(sources, allClassPath()).classes();
    }

    private List<Class<?>> load(ClassLoader loader, Set<String> compiled) {
        // Libraries that user code calls look for its classes here.
        Thread.currentThread().setContextClassLoader(loader);
        Map<String, Class<?>> loaded = new LinkedHashMap<>();
        compiled.forEach(name -> loaded.put(name, load(name, loader)));
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

    private List<Path> allClassPath() {
        String own = System.getProperty("java.class.path", "");
        return Stream.of(
                        Stream.of(own.split(File.pathSeparator, -1))
                                .filter(entry -> !entry.isEmpty())
                                .map(Path::of),
                        classPath.stream(),
                        places.stream())
                .flatMap(paths -> paths)
                .toList();
    }

    private static URL[] urls(List<Path> paths) {
        return paths.stream().map(UserClasses::url).toArray(URL[]::new);
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new ApplicationException("-A " + path + ": " + e.getMessage(), e);
        }
    }
}
