package dev.lovage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.cli.Typed.Outcome;
import dev.lovage.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker in the background, its pid file and its log. */
class DaemonTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static final String SOURCE = """
            import dev.lovage.Task;

            public class Tasks {
                @Task(name = "tasks.print")
                public static void print(String text) {
                    org.slf4j.LoggerFactory.getLogger("shop.Orders").error("first\\nsecond", new IllegalStateException("why"));
                    System.out.println(text);
                }
            }
            """;

    @TempDir
    Path folder;

    private Path pidFile;

    @BeforeEach
    void writeTheTasks() throws IOException {
        Files.writeString(folder.resolve("Tasks.java"), SOURCE);
        pidFile = folder.resolve("run/w1.pid");
    }

    @AfterEach
    void leaveNobodyBehind() throws IOException {
        if (Files.exists(pidFile)) {
            ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void itRunsInTheBackgroundUntilItIsTold() throws Exception {
        Outcome outcome = detached("--log-format", "json", "-l", "info");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.err()).contains("Ready", "In the background: w1@here, process " + pid(), "w1.log");
        ProcessHandle worker = ProcessHandle.of(pid()).orElseThrow();
        assertThat(session(worker.pid())).isEqualTo(worker.pid());

        Outcome second = detached();
        assertThat(second.code()).isEqualTo(Exit.CANNOT_CREATE);
        assertThat(second.err()).contains("belongs to process " + pid(), "kill " + pid());

        Typed typed = new Typed(folder);
        assertThat(typed.types("call", "tasks.print", "hello", "--wait").code()).isZero();
        Path log = folder.resolve("logs/w1.log");
        // What a child prints is read beside the channel on which it says that it is done.
        Eventually.until(
                SOON,
                "the end is logged, and what was printed",
                () -> Stream.of("succeeded in", "\"hello\"", "IllegalStateException: why")
                        .allMatch(read(log)::contains));
        List<Map<?, ?>> lines = read(log)
                .lines()
                .<Map<?, ?>>map(line -> (Map<?, ?>) Json.read(line))
                .filter(line -> line.containsKey("task_id"))
                .toList();
        assertThat(lines)
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(line -> assertThat(line.get("task_name")).isEqualTo("tasks.print"))
                .allSatisfy(line -> assertThat(line.get("queue")).isEqualTo("celery"))
                .anySatisfy(line -> assertThat(line.get("message")).isEqualTo("hello"))
                .anySatisfy(line -> {
                    assertThat(line.get("logger")).isEqualTo("shop.Orders");
                    assertThat(line.get("level")).isEqualTo("ERROR");
                    assertThat((String) line.get("message"))
                            .startsWith("first\nsecond\njava.lang.IllegalStateException: why");
                });

        worker.destroy();
        worker.onExit().join();
        assertThat(pidFile).doesNotExist();
    }

    @Test
    void whatKeepsItFromStartingIsShown() throws Exception {
        Files.writeString(folder.resolve("Tasks.java"), "public class Tasks { int x = \"\"; }");

        Outcome outcome = detached();

        assertThat(outcome.code()).isEqualTo(Exit.FAILURE);
        assertThat(outcome.err()).contains("Tasks.java:1: error: incompatible types");
        assertThat(pidFile).doesNotExist();
    }

    @Test
    void whatAJavaProgramCantDoIsRefusedWithAdvice() {
        Typed typed = new Typed(folder);

        assertThat(typed.types("worker", "--uid", "nobody").err()).contains("systemd", "setpriv");
        assertThat(typed.types("worker", "--gid", "nobody").code()).isEqualTo(Exit.USAGE);
        assertThat(typed.types("worker", "--umask", "027").err()).contains("needs -D", "`umask 027`");
        assertThat(typed.types("worker", "--workdir", "/tmp").err()).contains("needs -D", "cd /tmp");
        assertThat(typed.types("worker", "--executable", "python").err()).contains("JAVA_HOME");
        assertThat(typed.types("worker", "-D", "--umask", "9").err()).contains("octal");
        assertThat(typed.types("worker", "-D", "--workdir", "nowhere").err()).contains("no folder");
    }

    private Outcome detached(String... more) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                "-A",
                "Tasks.java",
                "worker",
                "-D",
                "-c",
                "1",
                "-n",
                "w1@here",
                "--pidfile",
                "run/%n.pid",
                "-f",
                "logs/%n.log"));
        line.addAll(List.of(more));
        return LovageProcess.run(folder, line.toArray(String[]::new));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long pid() throws IOException {
        return Long.parseLong(Files.readString(pidFile).strip());
    }

    /** The sixth field of what the kernel says of a process. */
    private static long session(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]);
    }
}
