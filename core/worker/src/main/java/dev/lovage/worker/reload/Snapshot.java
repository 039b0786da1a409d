package dev.lovage.worker.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipFile;

/**
 * The files of some places as they were at one moment, without those that are no code. Of a place that is gone it holds what was
 * there last: that a file is being replaced says nothing of its contents.
 */
final class Snapshot {

    static final Snapshot NOTHING = new Snapshot();

    private final Map<Path, Stamp> files = new TreeMap<>();
    private final Set<Folder> folders = new LinkedHashSet<>();
    private final Set<Path> missing = new LinkedHashSet<>();
    private final List<Path> unreadable = new ArrayList<>();
    private boolean moved;

    private Snapshot() {}

    /** Looks at files and folders; contents are read only where attributes differ from an earlier look. */
    static Snapshot of(Places places, Snapshot before) {
        Snapshot now = new Snapshot();
        for (Path root : places.roots()) {
            now.add(root, places, before);
        }
        return now;
    }

    /** Whether nothing seems to have been written since, by the attributes of the files alone. */
    boolean stillFits(Places places) {
        Set<Path> left = new HashSet<>(files.keySet());
        for (Path root : places.roots()) {
            boolean gone = missing.contains(root);
            if (gone ? isWhole(root) : !fits(root, places, left)) {
                return false;
            }
            left.removeIf(file -> gone && file.startsWith(root));
        }
        return left.isEmpty();
    }

    private boolean fits(Path root, Places places, Set<Path> left) {
        boolean[] all = {true};
        boolean undisturbed = Walk.through(root, places, (file, attributes) -> {
            Stamp stamp = files.get(file);
            all[0] &= stamp != null && stamp.fits(attributes);
            left.remove(file);
        });
        return undisturbed && all[0];
    }

    /** Whether nothing vanished while it was taken. */
    boolean undisturbed() {
        return !moved;
    }

    /** The places that are gone, and the jars that are not written to their end. */
    Set<Path> missing() {
        return Set.copyOf(missing);
    }

    /** The files that can't be read, whose times have to do. */
    List<Path> unreadable() {
        return List.copyOf(unreadable);
    }

    /** All folders in it. */
    Set<Folder> folders() {
        return Set.copyOf(folders);
    }

    boolean hasFolder(Path path) {
        return folders.stream().anyMatch(folder -> folder.path().equals(path));
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

    /** How many files went, or were emptied: most likely they are about to be written anew. */
    long lostSince(Snapshot before) {
        return before.files.entrySet().stream()
                .filter(old -> old.getValue().size() > 0 && !isFilled(old.getKey()))
                .count();
    }

    private boolean isFilled(Path file) {
        Stamp stamp = files.get(file);
        return stamp != null && stamp.size() > 0;
    }

    private void add(Path root, Places places, Snapshot before) {
        if (!isWhole(root)) {
            missing.add(root);
            before.files.forEach((file, stamp) -> {
                if (file.startsWith(root)) {
                    files.put(file, stamp);
                }
            });
            return;
        }
        moved |= !Walk.through(root, places, new Walk.Look() {
            @Override
            public void at(Path file, BasicFileAttributes attributes) throws IOException {
                Stamp old = before.files.get(file);
                files.put(file, old != null && old.fits(attributes) ? old : stamp(file, attributes));
            }

            @Override
            public void into(Folder folder) {
                folders.add(folder);
            }
        });
    }

    private Stamp stamp(Path file, BasicFileAttributes attributes) throws NoSuchFileException {
        try {
            return Stamp.of(file, attributes);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            unreadable.add(file);
            return Stamp.unread(attributes);
        }
    }

    private static boolean isWhole(Path root) {
        boolean jar = root.toString().endsWith(".jar") && Files.isRegularFile(root);
        return jar ? opens(root) : Files.exists(root);
    }

    /** The list of what is in a jar stands at its end: one that opens was written to the end. */
    private static boolean opens(Path jar) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.size() >= 0;
        } catch (IOException e) {
            return false;
        }
    }
}
