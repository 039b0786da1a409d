package dev.lovage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose a line of a worker's log is. */
class TaskLinesTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static final String SOURCE = """
            import dev.lovage.Task;

            public class Tasks {
                @Task(name = "Grüße senden")
                public static void print(String text) { System.out.print(text); }

                @Task(name = "tasks.outside")
                public static void outside(String text) throws Exception {
                    new ProcessBuilder("echo", text).inheritIO().start().waitFor();
                }

                @Task(name = "tasks.leave")
                public static void leave() {
                    Thread thread = new Thread(() -> java.util.concurrent.locks.LockSupport.parkNanos(60_000_000_000L), "left");
                    thread.setDaemon(true);
                    thread.start();
                }

                @Task(name = "tasks.limits")
                public static void limits() {
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

    private LovageProcess start(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-f", "%n.log", "--log-format", "json"));
        arguments.addAll(List.of(more));
        return LovageProcess.startWorker(folder, arguments.toArray(String[]::new));
    }

    @Test
    void linesFromAChildAreTheTasksThatTheySpeakOf() throws Exception {
        try (LovageProcess worker = start("-P", "process", "-Q", "größte post")) {
            worker.awaitSaid("Ready");
            String printed = call("Grüße senden", "\u001e{\"seq\": 1}");
            call("tasks.outside", "from outside");
            String left = call("tasks.leave");
            awaitLine("left 1 thread");
            assertThat(worker.terminate()).isZero();

            assertThat(line("{\"seq\": 1}"))
                    .containsEntry("task_id", printed)
                    .containsEntry("task_name", "Grüße senden")
                    .containsEntry("queue", "größte post");
            assertThat(line("from outside")).doesNotContainKey("task_id");
            assertThat(line("left 1 thread")).containsEntry("task_id", left).containsEntry("task_name", "tasks.leave");
            assertThat(lines().filter(line -> Objects.equals(line.get("task_id"), printed)))
                    .hasSize(3)
                    .allSatisfy(line -> assertThat(line)
                            .containsEntry("task_name", "Grüße senden")
                            .containsEntry("queue", "größte post"));
        }
    }

    @Test
    void whatTasksInThreadsPrintIsLoggedAsTheirs() throws Exception {
        try (LovageProcess worker = start("-P", "threads", "-Q", "größte post")) {
            worker.awaitSaid("Ready");
            String printed = call("Grüße senden", "hello");
            assertThat(worker.terminate()).isZero();

            assertThat(line("hello"))
                    .containsEntry("task_id", printed)
                    .containsEntry("task_name", "Grüße senden")
                    .containsEntry("queue", "größte post");
            assertThat(worker.out()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"process", "threads"})
    void linesAboutLimitsAreTheTasks(String pool) throws Exception {
        try (LovageProcess worker =
                start("-P", pool, "-Q", "größte post", "--soft-time-limit", "1", "--time-limit", "2")) {
            worker.awaitSaid("Ready");
            new Typed(folder).types("call", "tasks.limits", "--queue", "größte post", "--wait", "--timeout", "30");
            awaitLine("Hard time limit (");
            assertThat(worker.terminate()).isZero();

            for (String text : List.of("Soft time limit (", "Hard time limit (")) {
                assertThat(line(text))
                        .containsEntry("task_name", "tasks.limits")
                        .containsEntry("queue", "größte post");
            }
        }
    }

    /** Runs a task to its end; its id. */
    private String call(String task, String... args) {
        Typed typed = new Typed(folder);
        String[] line = Stream.concat(Stream.of("call", task, "--queue", "größte post"), Arrays.stream(args))
                .toArray(String[]::new);
        Typed.Outcome called = typed.types(line);
        assertThat(called.code()).as(called.err()).isZero();
        String id = called.out().strip();
        assertThat(typed.types("result", id, "--wait", "--timeout", "30").code())
                .isZero();
        return id;
    }

    private void awaitLine(String text) {
        Eventually.until(SOON, text, () -> log().contains(text));
    }

    private Map<String, Object> line(String text) {
        return lines().filter(line -> String.valueOf(line.get("message")).contains(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError(text + " is not in:\n" + log()));
    }

    @SuppressWarnings("unchecked") // A line is an object.
    private Stream<Map<String, Object>> lines() {
        return log().lines().map(line -> (Map<String, Object>) Json.read(line));
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("w1.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
