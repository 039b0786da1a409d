package dev.lovage.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.worker.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Children that have their next requests before they are done with one. */
class AheadTest {

    @TempDir
    private Path folder;

    private static PoolProbe pool(int slots) {
        return new PoolProbe(Pools.open("process", ProcessPoolTest.spec(slots, new TestRelay())));
    }

    /** Until children are known to run short tasks, so that they get requests ahead; on a machine that is too busy they may not. */
    private static void warmUp(PoolProbe probe) {
        for (int i = 0; i < 500; i++) {
            assertThat(probe.run("tasks.noop")).isInstanceOf(Outcome.Succeeded.class);
        }
        probe.fill();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private long runs(String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }

    @Test
    void whatWaitsBehindALongTaskGoesToAnotherChild() throws IOException {
        try (PoolProbe probe = pool(2)) {
            warmUp(probe);
            long first = probe.submit("tasks.block", file("first"));
            long second = probe.submit("tasks.block", file("second"));
            // One is given to each child.
            List<Long> waiting = List.of(probe.submit("tasks.noop"), probe.submit("tasks.noop"));
            Files.createFile(folder.resolve("second"));
            waiting.forEach(slot -> assertThat(probe.outcome(slot)).isInstanceOf(Outcome.Succeeded.class));
            assertThat(probe.outcome(second)).isInstanceOf(Outcome.Succeeded.class);
            assertThat(probe.outcomes.get(first)).isNotDone();
            Files.createFile(folder.resolve("first"));
            assertThat(probe.outcome(first)).isInstanceOf(Outcome.Succeeded.class);
        }
    }

    @Test
    void whatHasNotBegunIsGivenBackWhenItIsTakenBack() throws IOException {
        try (PoolProbe probe = pool(1)) {
            warmUp(probe);
            long running = probe.submit("tasks.block", file("go"));
            long waiting = probe.submit("tasks.note", file("waiting"));
            probe.pool.recall();
            assertThat(probe.outcome(waiting)).isInstanceOf(Outcome.NotBegun.class);
            Files.createFile(folder.resolve("go"));
            assertThat(probe.outcome(running)).isInstanceOf(Outcome.Succeeded.class);
            assertThat(probe.run("tasks.noop")).isInstanceOf(Outcome.Succeeded.class);
            assertThat(runs("waiting")).isZero();
        }
    }

    @Test
    void aHardLimitCountsFromWhenItsTaskBegins() throws IOException {
        try (PoolProbe probe = pool(1)) {
            warmUp(probe);
            long running = probe.submit("tasks.sleep", 2_500);
            long waiting = probe.submitFor(Duration.ofSeconds(2), "tasks.noop");
            assertThat(probe.outcome(waiting)).isInstanceOf(Outcome.Succeeded.class);
            assertThat(probe.outcome(running)).isInstanceOf(Outcome.Succeeded.class);
        }
    }

    /** What had begun is lost, what had not is run once, wherever it was. */
    @Test
    void killsLoseWhatRunsAndNothingThatWaits() throws IOException {
        Random random = new Random(5);
        try (PoolProbe probe = pool(2)) {
            warmUp(probe);
            Map<Long, String> notes = new HashMap<>();
            int kills = 0;
            for (int i = 0; i < 1_500; i++) {
                notes.put(probe.submit("tasks.note", file("n" + i)), "n" + i);
                if (i % 300 == 150) {
                    List<ProcessHandle> children =
                            ProcessHandle.current().children().toList();
                    if (!children.isEmpty()) {
                        children.get(random.nextInt(children.size())).destroyForcibly();
                        kills++;
                    }
                }
                probe.fill();
            }
            int lost = 0;
            for (Map.Entry<Long, String> note : notes.entrySet()) {
                Outcome outcome = probe.outcome(note.getKey());
                if (outcome instanceof Outcome.Lost) {
                    lost++;
                    assertThat(runs(note.getValue())).isLessThanOrEqualTo(1);
                } else {
                    assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
                    assertThat(runs(note.getValue())).as(note.getValue()).isEqualTo(1);
                }
            }
            assertThat(lost).isLessThanOrEqualTo(kills);
        }
    }
}
