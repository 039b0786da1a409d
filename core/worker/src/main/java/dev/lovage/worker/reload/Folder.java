package dev.lovage.worker.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A folder itself: another one that comes to stand at its path is not the same.
 *
 * @param key names it, whatever it is called; null where the file system has no such thing
 */
record Folder(Path path, @Nullable Object key) {

    static Folder of(Path path) throws IOException {
        return new Folder(
                path, Files.readAttributes(path, BasicFileAttributes.class).fileKey());
    }
}
