package dev.lovage.worker.reload;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Files that came, went, or have other contents than before.
 *
 * @param files at least one
 * @param saved when the last of them was written, or when its change was noticed where that can't be told
 */
public record CodeChange(List<Path> files, Instant saved) {

    public CodeChange {
        files = List.copyOf(files);
    }
}
