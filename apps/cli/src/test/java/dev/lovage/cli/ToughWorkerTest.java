package dev.lovage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.testkit.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker's files when it is stopped without patience, and a worker whose screen or disk goes away. */
class ToughWorkerTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static final String SOURCE = """
            import dev.lovage.Task;

            public class Tasks {
                @Task(name = "tasks.print")
                public static void print(String text) { System.out.println(text); }

                @Task(name = "tasks.stay")
                public static void stay() {
                    while (true) {
                        try { Thread.sleep(60_000); } catch (InterruptedException e) { continue; }
                    }
                }
            }
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void writeTheTasks() throws IOException {
        Files.writeString(folder.resolve("Tasks.java"), SOURCE);
    }

    @AfterEach
    void leaveNobodyBehind() throws IOException {
        if (Files.exists(folder.resolve("w1.pid"))) {
            ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void aColdStopLeavesNoPidFileAndAWholeLog() throws Exception {
        try (LovageProcess worker = LovageProcess.start(folder, line("-f", "w1.log"))) {
            busy(worker);

            assertThat(worker.signal("USR2")).isEqualTo(1);

            assertThat(folder.resolve("w1.pid")).doesNotExist();
            assertThat(read("w1.log")).contains("cold shutdown").endsWith("w1@here stopped." + System.lineSeparator());
        }
    }

    @Test
    void aHardStopLeavesNoPidFileAndAWholeLog() throws Exception {
        try (LovageProcess worker = LovageProcess.start(folder, line("-f", "w1.log"))) {
            busy(worker);
            worker.kill("TERM");
            awaitLogged("warm shutdown");
            worker.kill("INT");
            awaitLogged("cold shutdown");

            assertThat(worker.signal("TERM")).isEqualTo(1);

            assertThat(folder.resolve("w1.pid")).doesNotExist();
            assertThat(read("w1.log")).contains("cold shutdown").endsWith(System.lineSeparator());
        }
    }

    @Test
    void aWorkerInTheBackgroundHasAFolderAndAMaskAndALogOfItsOwn() throws Exception {
        Path work = Files.createDirectory(folder.resolve("work"));
        Files.copy(folder.resolve("Tasks.java"), work.resolve("Tasks.java"));

        Typed.Outcome outcome =
                LovageProcess.run(folder, line("-D", "--workdir", "work", "--umask", "077", "--pidfile", "../w1.pid"));

        assertThat(outcome.code()).as(outcome.err()).isZero();
        Path log = work.resolve("w1.log");
        assertThat(outcome.err()).contains("logging to " + log.toRealPath());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
                .isEqualTo("rw-------");
        assertThat(Files.readSymbolicLink(Path.of("/proc/" + pid() + "/cwd"))).isEqualTo(work.toRealPath());
    }

    @Test
    void aReaderThatHasGoneNeitherEndsNorStallsIt() throws Exception {
        ProcessBuilder builder = LovageProcess.builder(folder, line()).redirectErrorStream(true);
        Process worker = builder.start();
        try {
            try (BufferedReader screen = worker.inputReader()) {
                assertThat(screen.readLine()).isNotNull();
            }
            // Nobody reads from here on.
            run("tasks.print", "into nothing");
            worker.destroy();

            assertThat(worker.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(worker.exitValue()).isZero();
        } finally {
            worker.destroyForcibly();
        }
    }

    @Test
    void aWorkerInTheBackgroundOutlivesItsTerminalAndHearsHup() throws Exception {
        String command = LovageProcess.builder(folder, line("-D")).command().stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        ProcessBuilder terminal = LovageProcess.builder(folder);
        terminal.command("script", "-qec", command, "/dev/null")
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("screen.txt").toFile());
        assertThat(terminal.start().waitFor()).as(read("screen.txt")).isZero();

        LovageProcess.kill("HUP", pid());
        awaitLogged("New children have taken over");
        run("tasks.print", "still here");

        assertThat(read("w1.log")).contains("still here");
    }

    /** On a file system of 256 KiB where this user may make one; else on a device that is always full. */
    @Test
    void aFullDiskLosesLinesAndNothingElse() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        boolean own = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=256k", "none", disk.toString())
                        .start()
                        .waitFor()
                == 0;
        try (LovageProcess worker = LovageProcess.start(folder, line("-f", own ? "disk/w1.log" : "/dev/full"))) {
            worker.awaitSaid("Ready");
            Path ballast = disk.resolve("ballast");
            if (own) {
                fill(ballast);
            }
            for (int i = 0; i < 3; i++) {
                run("tasks.print", "x".repeat(5000));
            }
            Files.deleteIfExists(ballast);
            run("tasks.print", "room again");
            assertThat(worker.terminate()).isZero();

            if (own) {
                assertThat(read("disk/w1.log"))
                        .containsPattern("\\d+ lines of the log were lost: they could not be written \\(No space")
                        .contains("room again");
            }
        } finally {
            new ProcessBuilder("umount", "-l", disk.toString()).start().waitFor();
        }
    }

    private static void fill(Path file) {
        byte[] block = new byte[4096];
        try (var out = Files.newOutputStream(file)) {
            for (int i = 0; i < 1000; i++) {
                out.write(block);
            }
        } catch (IOException full) {
            return;
        }
        throw new AssertionError("The disk does not fill");
    }

    private static String[] line(String... more) {
        boolean own = List.of(more).contains("--pidfile");
        Stream<String> pidFile = own ? Stream.of() : Stream.of("--pidfile", "w1.pid");
        return LovageProcess.workerLine(Stream.concat(pidFile, Stream.of(more)).toArray(String[]::new));
    }

    /** Until its only child has a task that does not end. */
    private void busy(LovageProcess worker) {
        worker.awaitSaid("Ready");
        assertThat(new Typed(folder).types("call", "tasks.stay").code()).isZero();
        awaitLogged("Task tasks.stay[");
    }

    private void run(String task, String... args) {
        List<String> line = new ArrayList<>(List.of("call", task));
        line.addAll(List.of(args));
        line.addAll(List.of("--wait", "--timeout", "60"));
        Typed.Outcome outcome = new Typed(folder).types(line.toArray(String[]::new));
        assertThat(outcome.code()).as(outcome.err()).isZero();
    }

    private void awaitLogged(String text) {
        Eventually.until(SOON, text, () -> read("w1.log").contains(text));
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long pid() throws IOException {
        return Long.parseLong(Files.readString(folder.resolve("w1.pid")).strip());
    }
}
