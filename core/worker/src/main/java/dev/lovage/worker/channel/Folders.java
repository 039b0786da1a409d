package dev.lovage.worker.channel;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of a pool's own: its socket, and the classes that were compiled for its children. */
public final class Folders {

    private Folders() {}

    /** Removes a folder with all that is in it; several processes may do so at once. */
    public static void remove(Path folder) throws IOException {
        File[] content = Files.isSymbolicLink(folder) ? null : folder.toFile().listFiles();
        if (content != null) {
            for (File each : content) {
                remove(each.toPath());
            }
        }
        Files.deleteIfExists(folder);
    }
}
