package dev.lovage.worker.pool;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The class path of a child: Lovage's own jars that tasks need, without any broker's driver. The user's is loaded apart. */
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
            "org/objectweb/asm/ClassReader.class",
            "ch/qos/logback/classic/Logger.class",
            "ch/qos/logback/core/Appender.class");

    private static final String LOGGING = "logback.xml";

    private ChildClassPath() {}

    static List<Path> own() {
        Set<Path> entries = new LinkedHashSet<>();
        ClassLoader loader = ChildClassPath.class.getClassLoader();
        for (String name : ONE_CLASS_OF_EACH) {
            URL url = loader == null ? ClassLoader.getSystemResource(name) : loader.getResource(name);
            place(url, name).ifPresent(entries::add);
        }
        return List.copyOf(entries);
    }

    /** The application's own configuration of Logback, for {@code logback.configurationFile}; empty if it brings none. */
    static Optional<String> logging(List<Path> user) {
        return user.stream().flatMap(entry -> logging(entry).stream()).findFirst();
    }

    private static Optional<String> logging(Path entry) {
        if (Files.isDirectory(entry)) {
            return Optional.of(entry.resolve(LOGGING))
                    .filter(Files::exists)
                    .map(file -> file.toUri().toString());
        }
        try (ZipFile jar = new ZipFile(entry.toFile())) {
            return Optional.ofNullable(jar.getEntry(LOGGING)).map(found -> "jar:" + entry.toUri() + "!/" + LOGGING);
        } catch (IOException e) {
            return Optional.empty(); // No jar: nothing can be found in it.
        }
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
