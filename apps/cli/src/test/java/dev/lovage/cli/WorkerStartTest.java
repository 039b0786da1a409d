package dev.lovage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker before it is ready: what it says, and how it is stopped. */
class WorkerStartTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    /** Says that it is loaded, and may never be. */
    private static final String SOURCE = """
            import dev.lovage.Task;

            public class Tasks {
                static {
                    System.out.println("loading");
                    if (%s) {
                        java.util.concurrent.locks.LockSupport.parkNanos(60_000_000_000L);
                    }
                }

                @Task(name = "tasks.add")
                public static int add(int x, int y) { return x + y; }
            }
            """;

    @TempDir
    Path folder;

    private void write(boolean hangs) throws IOException {
        Files.writeString(folder.resolve("Tasks.java"), SOURCE.formatted(hangs));
    }

    @Test
    void allThatItSaysIsJsonWhenThatIsAskedFor() throws Exception {
        write(false);
        try (LovageProcess worker = LovageProcess.startWorker(folder, "-E", "--log-format", "json")) {
            worker.awaitSaid("w1@here ready.");
            assertThat(worker.terminate()).isZero();

            assertThat(worker.err().lines())
                    .allSatisfy(line -> assertThat(Json.read(line)).isInstanceOf(Map.class));
            assertThat(worker.err()).contains("\"message\": \"loading\"", "\"message\": \"-E: ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aStopWhileTheApplicationIsLoadedEndsItInOrder(String signal) throws Exception {
        write(true);
        try (LovageProcess worker = LovageProcess.startWorker(folder)) {
            worker.awaitSaid("loading");
            List<ProcessHandle> family = worker.family();

            assertThat(worker.signal(signal)).isZero();

            assertThat(worker.err()).contains(signal + ": stopped before the worker had begun");
            Eventually.until(SOON, "no child is left", () -> family.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void aStopInTheBackgroundWhileTheApplicationIsLoadedIsTold() throws Exception {
        write(true);
        try (LovageProcess starter = LovageProcess.startWorker(folder, "-D", "--pidfile", "w1.pid")) {
            starter.awaitSaid("loading");
            starter.children().forEach(ProcessHandle::destroy);

            assertThat(starter.awaitEnd()).isEqualTo(Exit.FAILURE);
            assertThat(starter.err())
                    .contains("TERM: stopped before the worker had begun")
                    .doesNotContain("In the background");
            assertThat(folder.resolve("w1.pid")).doesNotExist();
        }
    }

    @Test
    void aStopInTheBackgroundWhileTheBrokerIsAwayIsTold() throws Exception {
        write(false);
        try (LovageProcess starter =
                LovageProcess.startWorker(folder, "-D", "--pidfile", "w1.pid", "-b", "redis://127.0.0.1:1")) {
            starter.awaitSaid("127.0.0.1:1");
            long pid = Long.parseLong(Files.readString(folder.resolve("w1.pid")).strip());
            assertThat(ProcessHandle.of(pid).orElseThrow().destroy()).isTrue();

            assertThat(starter.awaitEnd()).isEqualTo(Exit.FAILURE);
            assertThat(starter.err())
                    .contains("The worker was told to stop before it was ready, and is not in the background")
                    .doesNotContain("In the background:");
            assertThat(folder.resolve("w1.pid")).doesNotExist();
        }
    }
}
