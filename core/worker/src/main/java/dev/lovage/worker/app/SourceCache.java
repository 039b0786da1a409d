package dev.lovage.worker.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What this process has compiled lately, by content: neither a second pool nor a reload without a change compiles again.
 * Thread-safe.
 */
final class SourceCache {

    /** A few kilobytes each; more than the applications of one worker and the look at them before its start need. */
    private static final int KEPT = 4;

    private static final Map<String, Map<String, byte[]>> compiled = new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, byte[]>> eldest) {
            return size() > KEPT;
        }
    };

    private SourceCache() {}

    /**
     * Compiled classes and the key of what they were made of.
     *
     * @param key the same for the same sources and class path, fit for a file's name
     * @param classes the bytes of each class by its name, in the order they were made
     */
    record Compiled(String key, Map<String, byte[]> classes) {}

    /**
     * Compiles source files, or remembers.
     *
     * @throws ApplicationException with what javac says
     */
    static Compiled compile(List<Path> sources, List<Path> classPath) {
        String key = key(sources, classPath);
        synchronized (compiled) {
            Map<String, byte[]> classes =
                    compiled.computeIfAbsent(key, missing -> SourceCompiler.compile(sources, classPath));
            return new Compiled(key, classes);
        }
    }

    private static String key(List<Path> sources, List<Path> classPath) {
        MessageDigest digest = sha256();
        try {
            for (Path source : sources) {
                add(digest, source.toString());
                digest.update(Files.readAllBytes(source));
            }
            for (Path entry : classPath) {
                if (Files.isDirectory(entry)) {
                    try (Stream<Path> files = Files.walk(entry)) {
                        for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                            addTime(digest, file);
                        }
                    }
                } else if (Files.exists(entry)) {
                    addTime(digest, entry);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 12);
    }

    private static void addTime(MessageDigest digest, Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        add(digest, file + " " + attributes.size() + " " + attributes.lastModifiedTime());
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
