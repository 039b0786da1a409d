package dev.lovage.worker.pool;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Makes the class path of a child: Lovage's own jars that tasks need, without any broker's driver, and then the user's. */
final class ChildClassPath {

    private static final List<String> ONE_CLASS_OF_EACH = List.of(
            "dev/lovage/messaging/Message.class",
            "dev/lovage/results/TaskResult.class",
            "dev/lovage/worker/Request.class",
            "tools/jackson/core/JsonParser.class",
            "tools/jackson/databind/ObjectMapper.class",
            "com/fasterxml/jackson/annotation/JsonProperty.class",
            "org/snakeyaml/engine/v2/api/Load.class",
            "org/slf4j/Logger.class",
            "org/jspecify/annotations/Nullable.class",
            "ch/qos/logback/classic/Logger.class",
            "ch/qos/logback/core/Appender.class");

    private static final String LOGGING = "logback.xml";

    private ChildClassPath() {}

    static String of(List<Path> user) {
        Set<Path> entries = new LinkedHashSet<>(own());
        user.forEach(path -> entries.add(path.toAbsolutePath()));
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** Lovage's own part. */
    static List<Path> own() {
        Set<Path> entries = new LinkedHashSet<>();
        ClassLoader loader = ChildClassPath.class.getClassLoader();
        for (String name : ONE_CLASS_OF_EACH) {
            URL url = loader == null ? ClassLoader.getSystemResource(name) : loader.getResource(name);
            place(url, name).ifPresent(entries::add);
        }
        return List.copyOf(entries);
    }

    /** Whether the application brings a configuration of Logback. */
    static boolean configuresLogging(List<Path> user) {
        return user.stream().anyMatch(entry -> {
            if (Files.isDirectory(entry)) {
                return Files.exists(entry.resolve(LOGGING));
            }
            try (ZipFile jar = new ZipFile(entry.toFile())) {
                return jar.getEntry(LOGGING) != null;
            } catch (IOException e) {
                return false; // No jar: nothing can be found in it, by Logback either.
            }
        });
    }

    /** The jar or directory that a resource was found in. */
    private static Optional<Path> place(@Nullable URL url, String name) {
        if (url == null) {
            return Optional.empty();
        }
        String text = url.toString();
        if (text.startsWith("jar:") && text.endsWith("!/" + name)) {
            return Optional.of(Path.of(URI.create(text.substring(4, text.length() - name.length() - 2))));
        }
        if (text.startsWith("file:")) {
            return Optional.of(Path.of(URI.create(text.substring(0, text.length() - name.length()))));
        }
        return Optional.empty();
    }
}
