package dev.lovage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker as people start it that changes its size and its code while it runs. */
class ElasticWorkerTest {

    @TempDir
    Path folder;

    @BeforeEach
    void save() throws IOException {
        save("first");
    }

    private void save(String answer) throws IOException {
        Files.writeString(folder.resolve("Tasks.java"), """
                import dev.lovage.Task;

                public class Tasks {
                    @Task(name = "tasks.answer")
                    public static String answer() {
                        return "%s";
                    }
                }
                """.formatted(answer));
    }

    @Test
    void itScalesAndReloadsAndSaysSo() throws IOException, InterruptedException {
        try (LovageProcess worker = LovageProcess.start(
                folder, "-A", "Tasks.java", "worker", "--autoscale=2", "--reload", "-l", "info", "-n", "w1@here")) {
            worker.awaitSaid("Watching 1 files in 1 place");
            worker.awaitSaid("Autoscaling between");
            assertThat(worker.err())
                    .contains(".> concurrency: {min=1, max=2} (process)", ".> reload:      on change")
                    .contains("Autoscaling between 1 and 2 slots by dev.lovage.worker.scale.ReservedRule");
            assertThat(answer()).isEqualTo("first");
            save("second");
            worker.awaitSaid("Reloaded in");
            assertThat(answer()).isEqualTo("second");
            worker.awaitSaid("First task on the new code after");
            assertThat(worker.terminate()).isZero();
        }
    }

    @Test
    void celerysOldNameWatchesToo() throws IOException, InterruptedException {
        Path prices = Files.writeString(folder.resolve("prices.csv"), "1");
        try (LovageProcess worker = LovageProcess.start(
                folder, "-A", "Tasks.java", "worker", "--autoreload=prices.csv,Tasks.java", "-c", "1", "-l", "info")) {
            worker.awaitSaid("Watching 2 files in 2 places");
            assertThat(answer()).isEqualTo("first");
            Files.writeString(prices, "2");
            worker.awaitSaid("prices.csv changed; starting new children");
            worker.awaitSaid("Reloaded in");
            assertThat(worker.terminate()).isZero();
        }
    }

    @Test
    void aPoolThatCanDoNeitherSaysSo() throws IOException, InterruptedException {
        try (LovageProcess worker = LovageProcess.start(
                folder, "-A", "Tasks.java", "worker", "-P", "solo", "--autoscale=3,2", "--autoreload", "-l", "info")) {
            worker.awaitSaid("worker_autoscale has no effect: the pool 'solo' keeps its size");
            worker.awaitSaid("worker_reload has no effect: the pool 'solo' can't load code again");
            assertThat(answer()).isEqualTo("first");
            assertThat(worker.terminate()).isZero();
        }
    }

    private String answer() throws IOException, InterruptedException {
        return LovageProcess.run(folder, "call", "tasks.answer", "--wait", "--timeout", "30")
                .out()
                .strip();
    }
}
