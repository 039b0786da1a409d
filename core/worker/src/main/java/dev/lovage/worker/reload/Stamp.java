package dev.lovage.worker.reload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a file was like at one moment.
 *
 * @param key names the file itself, whatever it is called; null where the file system has no such thing
 * @param checksum of its contents
 */
record Stamp(long size, FileTime modified, @Nullable Object key, long checksum) {

    /** Whether a look at the file's attributes says that nothing was written since. */
    boolean fits(BasicFileAttributes now) {
        return size == now.size() && modified.equals(now.lastModifiedTime()) && Objects.equals(key, now.fileKey());
    }

    boolean sameContents(Stamp other) {
        return size == other.size && checksum == other.checksum;
    }

    static Stamp of(Path file, BasicFileAttributes now) throws IOException {
        return new Stamp(now.size(), now.lastModifiedTime(), now.fileKey(), checksum(file));
    }

    /** Of a file that can't be read: its time has to do. */
    static Stamp unread(BasicFileAttributes now) {
        FileTime modified = now.lastModifiedTime();
        return new Stamp(now.size(), modified, now.fileKey(), modified.hashCode());
    }

    private static long checksum(Path file) throws IOException {
        CRC32C sum = new CRC32C();
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sum.update(buffer, 0, read);
            }
        }
        return sum.getValue();
    }
}
