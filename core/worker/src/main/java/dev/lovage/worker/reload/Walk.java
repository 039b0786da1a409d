package dev.lovage.worker.reload;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/** Goes through the files and folders of one place that may be code. */
final class Walk extends SimpleFileVisitor<Path> {

    /** A tree of that many files is no application; the rest of it is not looked at. */
    static final int MOST_FILES = 50_000;

    private static final int DEEPEST = 60;

    private final Places places;
    private final Look look;
    private int seen;
    private boolean disturbed;

    /** Sees what is there. */
    interface Look {

        /** A file; what it throws says that the file went before it could be read. */
        void at(Path file, BasicFileAttributes attributes) throws IOException;

        default void into(Folder folder) {}
    }

    private Walk(Places places, Look look) {
        this.places = places;
        this.look = look;
    }

    /** Goes through a place; says whether nothing went between being listed and being read. */
    static boolean through(Path root, Places places, Look look) {
        Walk walk = new Walk(places, look);
        try {
            Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, walk);
            return !walk.disturbed;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        if (!places.count(folder)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        look.into(new Folder(folder, attributes.fileKey()));
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (!attributes.isRegularFile() || !places.count(file)) {
            return FileVisitResult.CONTINUE;
        }
        try {
            look.at(file, attributes);
        } catch (IOException e) {
            disturbed = true;
        }
        return ++seen < MOST_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
        return FileVisitResult.CONTINUE;
    }
}
