package dev.lovage.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.messaging.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {

    @TempDir
    Path parent;

    @Test
    void whatAKilledPoolLeftIsRemovedAndWhatLivesIsNot() throws IOException {
        Path left =
                Files.createDirectories(parent.resolve("lovage-pool-1/classes")).getParent();
        Files.createFile(left.resolve("lock"));
        Files.writeString(left.resolve("classes/A.class"), "x");
        Path foreign = Files.createDirectory(parent.resolve("lovage-other"));
        Scratch.sweep(parent, Clock.system());
        assertThat(left).doesNotExist();
        assertThat(foreign).exists();
    }

    @Test
    void aFolderThatIsBeingMadeIsLeftAlone() throws IOException {
        Path young = Files.createDirectory(parent.resolve("lovage-pool-2"));
        Path old = Files.createDirectory(parent.resolve("lovage-pool-3"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(120)));
        Scratch.sweep(parent, Clock.system());
        assertThat(young).exists();
        assertThat(old).doesNotExist();
    }

    @Test
    void aLivingPoolKeepsItsFolderUntilItCloses() throws IOException {
        Path folder;
        try (Scratch scratch = Scratch.create(Clock.system())) {
            folder = scratch.folder();
            Files.writeString(folder.resolve("pool.sock"), "");
            Scratch.sweep(folder.getParent(), Clock.system());
            assertThat(folder).exists();
        }
        assertThat(folder).doesNotExist();
    }

    /** Another worker of this user that starts. */
    static final class Another {
        private Another() {}

        public static void main(String[] parent) {
            Scratch.sweep(Path.of(parent[0]), Clock.system());
        }
    }

    @Test
    void theSecondPoolOfAProcessKeepsTheLockOfTheFirst() throws IOException, InterruptedException {
        try (Scratch first = Scratch.create(Clock.system());
                Scratch second = Scratch.create(Clock.system())) {
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Another.class.getName(),
                            first.folder().getParent().toString())
                    .inheritIO()
                    .start();
            assertThat(other.waitFor()).isZero();
            assertThat(first.folder()).exists();
            assertThat(second.folder()).exists();
        }
    }
}
