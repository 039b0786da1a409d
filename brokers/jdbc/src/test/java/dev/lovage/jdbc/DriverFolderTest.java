package dev.lovage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.messaging.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverFolderTest {

    private static final Duration LONG_AGO = Duration.ofMinutes(2);

    @TempDir
    Path temporary;

    private Path folder(String name, Duration age) throws IOException {
        Path folder = Files.createDirectory(temporary.resolve(name));
        Files.writeString(folder.resolve("libsqlitejdbc.so"), "a library");
        Files.setLastModifiedTime(folder, FileTime.from(Clock.system().now().minus(age)));
        return folder;
    }

    private static String nameOfADeadProcess() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        String name = DriverFolder.prefixFor(process.toHandle()) + "x";
        process.destroyForcibly().waitFor();
        return name;
    }

    @Test
    void whatAKilledProcessLeftIsRemoved() throws Exception {
        Path left = folder(nameOfADeadProcess(), LONG_AGO);
        DriverFolder.sweep(temporary, Clock.system());
        assertThat(left).doesNotExist();
    }

    @Test
    void whatLivesOrIsYoungOrOthersStays() throws Exception {
        Path living = folder(DriverFolder.prefixFor(ProcessHandle.current()) + "x", LONG_AGO);
        Path young = folder(nameOfADeadProcess(), Duration.ZERO);
        Path strange = folder("lovage-sqlite-notes", LONG_AGO);
        Path others = folder("sqlite-3", LONG_AGO);
        DriverFolder.sweep(temporary, Clock.system());
        assertThat(temporary.toFile().listFiles())
                .containsExactlyInAnyOrder(living.toFile(), young.toFile(), strange.toFile(), others.toFile());
    }

    /** Its process id belongs to another one by now. */
    @Test
    void anEarlierProcessOfTheSameNumberIsGone() throws Exception {
        String own = DriverFolder.prefixFor(ProcessHandle.current());
        Path left = folder(own.replaceFirst("[^-]+-$", "1-x"), LONG_AGO);
        DriverFolder.sweep(temporary, Clock.system());
        assertThat(left).doesNotExist();
    }

    /** This process has a folder of its own, which the driver uses. */
    @Test
    void theDriverUnpacksIntoIt() throws Exception {
        DriverFolder.prepare(Clock.system());
        assertThat(System.getProperty("org.sqlite.tmpdir")).contains(DriverFolder.prefixFor(ProcessHandle.current()));
        assertThat(Files.getPosixFilePermissions(Path.of(System.getProperty("org.sqlite.tmpdir"))))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        org.sqlite
                .JDBC
                .createConnection("jdbc:sqlite::memory:", new java.util.Properties())
                .close();
        assertThat(Path.of(System.getProperty("org.sqlite.tmpdir")).toFile().list())
                .anyMatch(name -> name.endsWith("libsqlitejdbc.so"));
    }
}
