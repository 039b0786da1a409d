package dev.lovage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.cli.Typed.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
                folder, "-A", "Tasks.java", "worker", "-P", "solo", "--autoscale=2,3", "--autoreload", "-l", "info")) {
            worker.awaitSaid("Ready");
            assertThat(worker.err()).contains(".> concurrency: {min=2, max=3} (solo)");
            worker.awaitSaid("worker_autoscale has no effect: the pool 'solo' keeps its size");
            worker.awaitSaid("worker_reload has no effect: the pool 'solo' can't load code again");
            assertThat(answer()).isEqualTo("first");
            assertThat(worker.terminate()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ten", "10,2,3", "-1", "10,-2", "", "0"})
    void aSizeThatIsNoneIsRefused(String said) {
        for (String[] line : new String[][] {
            {"worker", "-A", "Tasks.java", "--autoscale=" + said}, {"worker", "-A", "Tasks.java", "--autoscale", said}
        }) {
            Outcome outcome = new Typed(folder).types(line);

            assertThat(outcome.code()).as("%s", List.of(line)).isEqualTo(2);
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err())
                    .contains("worker_autoscale must be the most and the least slots as in 10,2, or the most alone,"
                            + " at least 1 of each, was " + said + " (command line)");
        }
    }

    @Test
    void withoutASizeItIsRefusedToo() {
        Outcome outcome = new Typed(folder).types("worker", "-A", "Tasks.java", "--autoscale");

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("'--autoscale' (MAX,MIN)");
    }

    private String answer() throws IOException, InterruptedException {
        return LovageProcess.run(folder, "call", "tasks.answer", "--wait", "--timeout", "30")
                .out()
                .strip();
    }
}
