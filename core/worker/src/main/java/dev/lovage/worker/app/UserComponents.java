package dev.lovage.worker.app;

import dev.lovage.worker.step.ComponentLoader;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads the components that a user named, and nothing else of the application. */
public final class UserComponents implements ComponentLoader {

    private static final Logger log = LoggerFactory.getLogger(UserComponents.class);

    private static final List<String> OWN =
            List.of(System.getProperty("java.class.path", "").split(File.pathSeparator, -1));

    @Override
    public Loader open(List<String> applications, List<Path> classPath) {
        return new Places(applications, classPath);
    }

    /** The places where the classes are; they are opened when the first class is asked for. */
    private static final class Places implements Loader {

        private final List<String> sources = new ArrayList<>();
        private final Set<Path> folders = new LinkedHashSet<>();
        private final List<String> said;
        private @Nullable ClassLoader loader;

        Places(List<String> applications, List<Path> classPath) {
            this.said = List.copyOf(applications);
            for (String application : applications) {
                Path path = Path.of(application);
                if (application.endsWith(".java")) {
                    sources.add(application);
                } else if (application.endsWith(".jar") || Files.isDirectory(path)) {
                    folders.add(path);
                }
            }
            classPath.stream().filter(entry -> !OWN.contains(entry.toString())).forEach(folders::add);
        }

        @Override
        public <T> T make(String setting, String className, Class<T> type) {
            return new NamedClasses(loader(), said).make(setting, className, type);
        }

        private synchronized ClassLoader loader() {
            ClassLoader known = loader;
            if (known == null) {
                ClassLoader own = UserComponents.class.getClassLoader();
                Map<String, byte[]> compiled = sources.isEmpty()
                        ? Map.of()
                        : SourceCache.compile(
                                        sources.stream()
                                                .map(UserClasses::source)
                                                .toList(),
                                        classPath())
                                .classes();
                known = compiled.isEmpty() && folders.isEmpty()
                        ? own
                        : new UserClassLoader(urls(), compiled, own, Weaving.NONE);
                loader = known;
            }
            return known;
        }

        @Override
        public synchronized void close() {
            if (loader instanceof UserClassLoader opened) {
                try {
                    opened.close();
                } catch (IOException e) {
                    log.debug("Closing what the steps of {} were loaded from", said, e);
                }
            }
        }

        private List<Path> classPath() {
            return Stream.concat(OWN.stream().filter(entry -> !entry.isEmpty()).map(Path::of), folders.stream())
                    .toList();
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
