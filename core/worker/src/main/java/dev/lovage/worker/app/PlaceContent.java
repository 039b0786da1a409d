package dev.lovage.worker.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of a jar or folder at one moment, by their attributes. Folders whose names begin with a dot, such as those of version
 * control, are no part of it.
 *
 * @param files what tells a file from a later one, by their paths
 */
record PlaceContent(Path place, Map<Path, String> files, long bytes) {

    private static final int DEEPEST = 60;

    static PlaceContent of(Path place) throws IOException {
        Map<Path, String> files = new TreeMap<>();
        long[] bytes = {0};
        Files.walkFileTree(place, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return folder.equals(place) || !nameOf(folder).startsWith(".")
                        ? FileVisitResult.CONTINUE
                        : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    files.put(
                            file, attributes.size() + " " + attributes.lastModifiedTime() + " " + attributes.fileKey());
                    bytes[0] += attributes.size();
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (file.equals(place)) {
                    throw e;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return new PlaceContent(place, Map.copyOf(files), bytes[0]);
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName());
    }

    /** The same for the same place with the same files, fit for a file's name. */
    String key() {
        MessageDigest digest = sha256();
        digest.update(bytes(place.toAbsolutePath().toString()));
        new TreeMap<>(files).forEach((file, what) -> digest.update(bytes(file + " " + what + "\n")));
        return HexFormat.of().formatHex(digest.digest(), 0, 12);
    }

    /** Writes the files, as they are by now. */
    void copyTo(Path target) throws IOException {
        if (Files.isDirectory(place)) {
            Files.createDirectories(target);
        }
        for (Path file : files.keySet()) {
            Path copy = file.equals(place) ? target : target.resolve(place.relativize(file));
            Path folder = copy.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
