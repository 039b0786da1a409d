package dev.lovage.worker.reload;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The files and folders that are watched, and what in them is no code.
 *
 * @param roots absolute paths; one that is named is watched whatever it is called
 * @param ignored absolute paths of files within them that this program writes itself
 */
record Places(List<Path> roots, Set<Path> ignored) {

    Places {
        roots = roots.stream().map(Places::absolute).distinct().toList();
        ignored = ignored.stream().map(Places::absolute).collect(Collectors.toUnmodifiableSet());
    }

    static Places of(Collection<Path> roots) {
        return new Places(List.copyOf(roots), Set.of());
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** Whether a file or folder counts: no back-up, swap file or version control, and nothing that a running program writes. */
    boolean count(Path path) {
        return roots.contains(path) || !(ignored.contains(path) || isNoise(String.valueOf(path.getFileName())));
    }

    private static boolean isNoise(String name) {
        return ofEditors(name) || ofPrograms(name);
    }

    private static boolean ofEditors(String name) {
        return name.startsWith(".")
                || name.startsWith("#")
                || name.endsWith("~")
                || name.endsWith(".tmp")
                || name.endsWith(".swp")
                || name.equals("4913");
    }

    private static boolean ofPrograms(String name) {
        return name.endsWith(".log") || name.endsWith(".pid") || name.contains(".sqlite");
    }
}
