package dev.lovage.worker.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A folder of classes that were compiled from source files. Which ones, and from what, stands in a file within it.
 *
 * @param sources what the user named, for messages
 * @param classes their names, in the order they were made
 */
record CompiledFolder(List<String> sources, List<String> classes) {

    private static final String LIST = "META-INF/lovage-sources";
    private static final String SOURCE = "source ";
    private static final String CLASS = "class ";

    /** What is in a folder; empty when it is none of these, or was not written to its end. */
    static Optional<CompiledFolder> read(Path folder) {
        Path list = folder.resolve(LIST);
        if (!Files.isRegularFile(list)) {
            return Optional.empty();
        }
        try {
            List<String> lines = Files.readAllLines(list);
            return Optional.of(new CompiledFolder(with(SOURCE, lines), with(CLASS, lines)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes such a folder; the list comes last. */
    static void write(Path folder, List<String> sources, Map<String, byte[]> classes) throws IOException {
        List<String> lines = new ArrayList<>();
        sources.forEach(source -> lines.add(SOURCE + source));
        for (Map.Entry<String, byte[]> each : classes.entrySet()) {
            Path file = folder.resolve(each.getKey().replace('.', '/') + ".class");
            createFolder(file.getParent());
            Files.write(file, each.getValue());
            file.toFile().deleteOnExit();
            lines.add(CLASS + each.getKey());
        }
        Path list = folder.resolve(LIST);
        createFolder(list.getParent());
        Files.write(list, lines);
        list.toFile().deleteOnExit();
    }

    private static void createFolder(@Nullable Path folder) throws IOException {
        if (folder == null || Files.isDirectory(folder)) {
            return;
        }
        createFolder(folder.getParent());
        Files.createDirectory(folder);
        // After what is in it: the virtual machine deletes in reverse order.
        folder.toFile().deleteOnExit();
    }

    private static List<String> with(String prefix, List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
    }
}
