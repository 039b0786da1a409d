package dev.lovage.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.testkit.Eventually;
import dev.lovage.worker.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KillingTest {

    @Test
    void eachRequestIsToldOnceWhileChildrenAreKilledAtRandom() {
        Random random = new Random(11);
        try (PoolProbe probe = new PoolProbe(Pools.open("process", ProcessPoolTest.spec(2, new TestRelay())))) {
            List<Long> slots = new ArrayList<>();
            int kills = 0;
            for (int i = 0; i < 2000; i++) {
                slots.add(probe.submit("tasks.noop"));
                if (i % 200 == 150) {
                    List<ProcessHandle> children =
                            ProcessHandle.current().children().toList();
                    if (!children.isEmpty()) {
                        children.get(random.nextInt(children.size())).destroyForcibly();
                        kills++;
                    }
                }
            }
            Eventually.until(Duration.ofSeconds(30), "every request was told", () -> probe.told.get() == slots.size());
            long lost = slots.stream()
                    .filter(slot -> probe.outcome(slot) instanceof Outcome.Lost)
                    .count();
            assertThat(lost).isLessThanOrEqualTo(kills);
            probe.awaitIdle(2);
        }
    }

    /** Who may kill a child may also kill the shell that is to end them all with the worker. */
    @Test
    void theShellThatWaitsForTheEndIsReplacedWhenItIsKilled() {
        try (PoolProbe probe = new PoolProbe(Pools.open("process", ProcessPoolTest.spec(1, new TestRelay())))) {
            probe.awaitIdle(1);
            Eventually.until(
                    Duration.ofSeconds(5),
                    "those of other pools are gone",
                    () -> watchers().size() == 1);
            ProcessHandle killed = watchers().get(0);
            killed.destroyForcibly();
            Eventually.until(
                    Duration.ofSeconds(5),
                    "there is another",
                    () -> !killed.isAlive() && watchers().size() == 1);
        }
        Eventually.until(
                Duration.ofSeconds(5), "it ends with the pool", () -> watchers().isEmpty());
    }

    private static List<ProcessHandle> watchers() {
        return ProcessHandle.current()
                .children()
                .filter(child ->
                        List.of(child.info().arguments().orElse(new String[0])).contains(Family.WATCHER))
                .toList();
    }

    @Test
    void aCancelledRunIsEndedWithItsProcess() {
        try (PoolProbe probe = new PoolProbe(Pools.open("process", ProcessPoolTest.spec(1, new TestRelay())))) {
            long slot = probe.submit("tasks.spin");
            ProcessHandle process = ProcessHandle.of(probe.pid(slot)).orElseThrow();
            probe.pool.cancel(slot, "nobody waits for it");
            assertThat(probe.outcome(slot))
                    .isInstanceOfSatisfying(
                            Outcome.Cancelled.class,
                            cancelled -> assertThat(cancelled.why()).isEqualTo("nobody waits for it"));
            Eventually.until(Duration.ofSeconds(5), "its process is gone", () -> !process.isAlive());
            probe.pool.cancel(slot, "once more");
            assertThat(probe.run("tasks.noop")).isInstanceOf(Outcome.Succeeded.class);
        }
    }
}
