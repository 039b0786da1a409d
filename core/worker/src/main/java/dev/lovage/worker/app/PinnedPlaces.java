package dev.lovage.worker.app;

import dev.lovage.worker.PoolSpec.Code;
import dev.lovage.worker.channel.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of the jars and folders that a user's classes come from: all children of a generation load the same, also those that are
 * started, and the classes that are first used, when the next build is half done. Belongs to one thread.
 */
final class PinnedPlaces {

    private static final Logger log = LoggerFactory.getLogger("lovage.worker.reload");
    private static final long MOST_BYTES = 256L << 20;
    private static final int MOST_FILES = 50_000;

    private final Path folder;
    private final List<Path> own;
    private final Set<Path> told = new HashSet<>();

    /**
     * Copies into folders within a folder.
     *
     * @param own where Lovage's own classes are, which do not change
     */
    PinnedPlaces(Path folder, List<Path> own) {
        this.folder = folder;
        this.own = own;
    }

    /**
     * The same code with copies in place of what is the user's own: jars and folders that were named, and on the class path the
     * folders, and the jars with a class that was named. Libraries stay where they are.
     *
     * @throws IOException when one of them is being written
     */
    Code pinned(Code code) throws IOException {
        List<Path> classPath = new ArrayList<>();
        for (Path entry : code.classPath()) {
            classPath.add(isUsers(entry, code) ? pin(entry, entry.toString()) : entry);
        }
        return new Code(pinned(code.applications()), pinned(code.includes()), classPath, code.app(), code.reloads());
    }

    private List<String> pinned(List<String> names) throws IOException {
        List<String> pinned = new ArrayList<>();
        for (String name : names) {
            Path place = Path.of(name);
            pinned.add(isPlace(place) ? pin(place, name).toString() : name);
        }
        return pinned;
    }

    /** What was compiled is in the folder already. */
    private boolean isPlace(Path path) {
        boolean jar = path.toString().endsWith(".jar") && Files.isRegularFile(path);
        return !path.startsWith(folder) && (jar || Files.isDirectory(path));
    }

    private boolean isUsers(Path entry, Code code) {
        return !own.contains(entry)
                && (Files.isDirectory(entry)
                        || ClassScan.holdsAny(
                                entry,
                                Stream.concat(code.applications().stream(), code.includes().stream())
                                        .toList()));
    }

    private Path pin(Path place, String named) throws IOException {
        Path original = place.toAbsolutePath().normalize();
        PlaceContent content = PlaceContent.of(original);
        if (content.bytes() > MOST_BYTES || content.files().size() > MOST_FILES) {
            staysLive(place, "it is too large for a copy");
            return place;
        }
        Path box = folder.resolve(PinnedPlace.PREFIX + content.key());
        Path copy = box.resolve(String.valueOf(original.getFileName()));
        if (PinnedPlace.of(copy).isPresent()) {
            return copy;
        }
        try {
            content.copyTo(copy);
        } catch (IOException e) {
            Folders.remove(box);
            unlessWritten(content, e);
            staysLive(place, "it can't be copied: " + e);
            return place;
        }
        unlessWritten(content, new IOException(place + " is being written"));
        new PinnedPlace(named, original).note(copy);
        return copy;
    }

    private static void unlessWritten(PlaceContent content, IOException failure) throws IOException {
        if (!PlaceContent.of(content.place()).equals(content)) {
            throw failure;
        }
    }

    private void staysLive(Path place, String why) {
        if (told.add(place)) {
            log.warn(
                    "{} is loaded from where it is, for {}. A build that can't be loaded may reach children that replace others",
                    place,
                    why);
        }
    }
}
