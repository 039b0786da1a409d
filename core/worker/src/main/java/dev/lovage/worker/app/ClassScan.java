package dev.lovage.worker.app;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Finds the classes in a jar or directory that speak of tasks, by a look at their constant pools: none is loaded for that. */
final class ClassScan {

    /** As they stand in a class that has a task, or a field or method that gives an app. */
    private static final Set<String> MARKS =
            Set.of("Ldev/lovage/Task;", "Ldev/lovage/Lovage;", "()Ldev/lovage/Lovage;");

    private static final int MAGIC = 0xCAFEBABE;

    private ClassScan() {}

    /** The names of such classes in a jar, sorted. */
    static List<String> jar(Path path) {
        List<String> found = new ArrayList<>();
        try (JarFile jar = new JarFile(path.toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                if (isClass(entry.getName())) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        addIfMarked(in, entry.getName(), found);
                    }
                }
            }
        } catch (IOException e) {
            throw new ApplicationException("Can't read the jar " + named(path) + ": " + e.getMessage(), e);
        }
        return found.stream().sorted().toList();
    }

    /** The names of such classes under a directory, sorted. */
    static List<String> directory(Path root) {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String name = root.relativize(file).toString().replace('\\', '/');
                if (isClass(name)) {
                    try (InputStream in = Files.newInputStream(file)) {
                        addIfMarked(in, name, found);
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new ApplicationException("Can't read the directory " + named(root) + ": " + e.getMessage(), e);
        }
        return found.stream().sorted().toList();
    }

    /** Whether one of these classes is in a jar; a file that is no jar holds none. */
    static boolean holdsAny(Path jar, Collection<String> classNames) {
        if (classNames.isEmpty() || !Files.isRegularFile(jar)) {
            return false;
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            return classNames.stream().anyMatch(name -> file.getEntry(name.replace('.', '/') + ".class") != null);
        } catch (IOException e) {
            return false;
        }
    }

    private static String named(Path place) {
        return PinnedPlace.nameOf(place.toString());
    }

    private static boolean isClass(String name) {
        return name.endsWith(".class") && !name.startsWith("META-INF/") && !name.endsWith("-info.class");
    }

    private static void addIfMarked(InputStream in, String name, List<String> found) throws IOException {
        if (isMarked(new DataInputStream(new java.io.BufferedInputStream(in)))) {
            found.add(name.substring(0, name.length() - ".class".length()).replace('/', '.'));
        }
    }

    private static boolean isMarked(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC) {
            return false;
        }
        in.readInt();
        int count = in.readUnsignedShort();
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            if (tag == 1) {
                if (MARKS.contains(in.readUTF())) {
                    return true;
                }
            } else {
                in.skipNBytes(size(tag));
                // A long or a double takes two places.
                i += tag == 5 || tag == 6 ? 1 : 0;
            }
        }
        return false;
    }

    private static int size(int tag) throws IOException {
        return switch (tag) {
            case 7, 8, 16, 19, 20 -> 2;
            case 15 -> 3;
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
            case 5, 6 -> 8;
            default -> throw new IOException("A class file with an unknown constant, " + tag);
        };
    }
}
