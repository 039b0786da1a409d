package dev.lovage.worker.reload;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.ZipFile;

/** The files of some places as they were at one moment, without those that editors make for themselves. */
final class Snapshot {

    private static final int DEEPEST = 60;

    static final Snapshot NOTHING = new Snapshot();

    private final Map<Path, Stamp> files = new TreeMap<>();
    private final Set<Path> folders = new LinkedHashSet<>();
    private final List<Path> missing = new ArrayList<>();
    private boolean moved;

    private Snapshot() {}

    /** Looks at files and folders; contents are read only where attributes differ from an earlier look. */
    static Snapshot of(List<Path> roots, Snapshot before) {
        Snapshot now = new Snapshot();
        for (Path root : roots) {
            now.add(root, before);
        }
        return now;
    }

    /** Whether nothing seems to have been written since, by the attributes of the files alone. */
    boolean stillFits(List<Path> roots) {
        Map<Path, Stamp> left = new TreeMap<>(files);
        boolean[] fits = {true};
        for (Path root : roots) {
            walk(
                    root,
                    (file, attributes) -> {
                        Stamp stamp = left.remove(file);
                        fits[0] &= stamp != null && stamp.fits(attributes);
                    },
                    folder -> {});
        }
        return fits[0] && left.isEmpty() && missing.isEmpty();
    }

    /** Whether all of it could be read: no place is gone, no jar is half written, nothing vanished meanwhile. */
    boolean complete() {
        return missing.isEmpty() && !moved;
    }

    /** The places that are gone or can't be read. */
    List<Path> missing() {
        return List.copyOf(missing);
    }

    /** All folders in it. */
    Set<Path> folders() {
        return Set.copyOf(folders);
    }

    int size() {
        return files.size();
    }

    /** The files that came, went, or have other contents. */
    List<Path> changedSince(Snapshot before) {
        List<Path> changed = new ArrayList<>();
        files.forEach((file, stamp) -> {
            Stamp old = before.files.get(file);
            if (old == null || !old.sameContents(stamp)) {
                changed.add(file);
            }
        });
        before.files.keySet().stream().filter(file -> !files.containsKey(file)).forEach(changed::add);
        return changed;
    }

    private void add(Path root, Snapshot before) {
        if (!Files.exists(root) || (isJar(root) && !opens(root))) {
            missing.add(root);
            return;
        }
        moved |= !walk(
                root,
                (file, attributes) -> {
                    Stamp old = before.files.get(file);
                    files.put(file, old != null && old.fits(attributes) ? old : Stamp.of(file, attributes));
                },
                folders::add);
    }

    private static boolean isJar(Path path) {
        return path.toString().endsWith(".jar");
    }

    /** The list of what is in a jar stands at its end: one that opens was written to the end. */
    private static boolean opens(Path jar) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.size() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean walk(Path root, Walk.Look look, Consumer<Path> folders) {
        Walk walk = new Walk(root, look, folders);
        try {
            Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, walk);
            return walk.undisturbed();
        } catch (IOException e) {
            return false;
        }
    }
}
