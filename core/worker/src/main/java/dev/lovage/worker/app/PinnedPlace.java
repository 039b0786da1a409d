package dev.lovage.worker.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * Of what a jar or folder is the copy. It stands in a file beside the copy, which is alone in a folder with it.
 *
 * @param named how the user named it, for messages
 * @param original its absolute path
 */
record PinnedPlace(String named, Path original) {

    /** What the folders of copies are called, before their keys. */
    static final String PREFIX = "pinned-";

    private static final String NOTE = "lovage-copy-of";

    /** Empty for a place that is no copy, or was not copied to its end. */
    static Optional<PinnedPlace> of(Path place) {
        Path box = place.getParent();
        if (box == null
                || !String.valueOf(box.getFileName()).startsWith(PREFIX)
                || !Files.isRegularFile(box.resolve(NOTE))) {
            return Optional.empty();
        }
        try {
            List<String> lines = Files.readAllLines(box.resolve(NOTE));
            return Optional.of(new PinnedPlace(lines.get(0), Path.of(lines.get(1))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Notes it beside the copy. */
    void note(Path copy) throws IOException {
        Files.write(copy.resolveSibling(NOTE), List.of(named, original.toString()));
    }

    /** How the user named a place. */
    static String nameOf(String place) {
        return of(Path.of(place)).map(PinnedPlace::named).orElse(place);
    }

    /** A place, and what the manifest of a jar that is a copy names beside the original. */
    static Stream<Path> withItsClassPath(Path place) {
        return Stream.concat(Stream.of(place), of(place).stream().flatMap(pinned -> pinned.beside(classPathOf(place))));
    }

    private Stream<Path> beside(String classPath) {
        return Stream.of(classPath.split(" +", -1))
                .filter(entry -> !entry.isEmpty())
                .flatMap(this::resolve);
    }

    private Stream<Path> resolve(String entry) {
        try {
            return Stream.of(Path.of(original.toUri().resolve(entry)));
        } catch (IllegalArgumentException e) {
            // No file: a class loader would not find it either.
            return Stream.empty();
        }
    }

    private static String classPathOf(Path jar) {
        if (!Files.isRegularFile(jar)) {
            return "";
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            return Optional.ofNullable(file.getManifest())
                    .map(Manifest::getMainAttributes)
                    .map(attributes -> attributes.getValue(Attributes.Name.CLASS_PATH))
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
