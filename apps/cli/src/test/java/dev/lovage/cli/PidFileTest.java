package dev.lovage.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {

    private static final long OWN = ProcessHandle.current().pid();

    @TempDir
    Path folder;

    @Test
    void itHoldsTheProcessIdUntilItIsClosed() throws IOException {
        Path path = folder.resolve("run/w1.pid");

        try (PidFile file = PidFile.take(path)) {
            assertThat(path).hasContent(String.valueOf(OWN));
            assertThat(file).isNotNull();
        }

        assertThat(path).doesNotExist();
        assertThat(path.getParent()).isEmptyDirectory();
    }

    @Test
    void aLivingProcessKeepsIt() throws IOException {
        Process other = new ProcessBuilder("cat").start();
        Path path = Files.writeString(folder.resolve("w1.pid"), other.pid() + "\n");

        try {
            assertThatThrownBy(() -> PidFile.take(path))
                    .isInstanceOf(CannotCreateException.class)
                    .hasMessageContaining("process " + other.pid())
                    .hasMessageContaining("kill " + other.pid())
                    .hasMessageContaining("--pidfile");
            assertThat(path).hasContent(String.valueOf(other.pid()));
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void whatADeadProcessLeftIsReplaced() throws Exception {
        Process other = new ProcessBuilder("true").start();
        other.waitFor();
        Path path = Files.writeString(folder.resolve("w1.pid"), other.pid() + "\n");

        try (PidFile file = PidFile.take(path)) {
            assertThat(path).hasContent(String.valueOf(OWN));
            assertThat(file).isNotNull();
        }
    }

    @Test
    void anotherProgramThatWasGivenTheSameIdLaterDoesNotHoldIt() throws IOException {
        Process other = new ProcessBuilder("cat").start();
        Path path = Files.writeString(folder.resolve("w1.pid"), other.pid() + "\n");
        Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

        try (PidFile file = PidFile.take(path)) {
            assertThat(path).hasContent(String.valueOf(OWN));
            assertThat(file).isNotNull();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void whatIsNoProcessIdIsReplaced() throws IOException {
        Path path = Files.writeString(folder.resolve("w1.pid"), "");

        PidFile.take(path).close();

        assertThat(path).doesNotExist();
    }

    @Test
    void itIsNotRemovedWhenAnotherHasTakenIt() throws IOException {
        Path path = folder.resolve("w1.pid");
        try (PidFile file = PidFile.take(path)) {
            assertThat(file).isNotNull();
            Files.writeString(path, "1\n");
        }

        assertThat(path).hasContent("1");
    }

    @Test
    void aFolderThatCantBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> PidFile.take(file.resolve("w1.pid")))
                .isInstanceOf(CannotCreateException.class)
                .hasMessageContaining(file.toString());
    }
}
