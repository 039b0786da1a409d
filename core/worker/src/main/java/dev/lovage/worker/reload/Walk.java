package dev.lovage.worker.reload;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Goes through the files and folders of one place that may be code. */
final class Walk extends SimpleFileVisitor<Path> {

    /** A tree of that many files is no application; the rest of it is not looked at. */
    static final int MOST_FILES = 50_000;

    private final Path root;
    private final Look look;
    private final Consumer<Path> folders;
    private int seen;
    private boolean disturbed;

    /** Sees a file. */
    interface Look {
        void at(Path file, BasicFileAttributes attributes) throws IOException;
    }

    Walk(Path root, Look look, Consumer<Path> folders) {
        this.root = root;
        this.look = look;
        this.folders = folders;
    }

    /** Whether no file went between being listed and being read. */
    boolean undisturbed() {
        return !disturbed;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        if (!folder.equals(root) && isNoCode(folder)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        folders.accept(folder);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (!attributes.isRegularFile() || (!file.equals(root) && isNoCode(file))) {
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

    /** Back-ups, swap files and folders of version control. */
    private static boolean isNoCode(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.startsWith(".")
                || name.startsWith("#")
                || name.endsWith("~")
                || name.endsWith(".tmp")
                || name.endsWith(".swp")
                || name.equals("4913");
    }
}
