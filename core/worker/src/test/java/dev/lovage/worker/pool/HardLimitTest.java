package dev.lovage.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.testkit.Eventually;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Outcome.Cause;
import dev.lovage.worker.PoolSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a task does, its child is killed at the hard limit. */
class HardLimitTest {

    private static final Duration LIMIT = Duration.ofMillis(400);
    private static final long MOST_LATE = 500;

    private static PoolProbe probe;

    @BeforeAll
    static void open() {
        PoolSpec spec = ProcessPoolTest.spec(2, new TestRelay());
        probe = new PoolProbe(Pools.open("process", spec));
        probe.awaitIdle(2);
    }

    @AfterAll
    static void close() {
        probe.close();
    }

    private static void assertLimited(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        Outcome.Failed failed = (Outcome.Failed) outcome;
        assertThat(failed.cause()).isEqualTo(Cause.TIME_LIMIT);
        assertThat(new String(failed.value(), StandardCharsets.UTF_8))
                .isEqualTo("{\"exc_type\": \"TimeLimitExceeded\", \"exc_message\": [0.4], "
                        + "\"exc_module\": \"billiard.exceptions\"}");
        assertThat(failed.runtime().minus(LIMIT).toMillis()).isBetween(0L, MOST_LATE);
    }

    private void assertWorks() {
        probe.awaitIdle(2);
        assertThat(PoolProbe.value(probe.run("tasks.add", 1, 1))).isEqualTo("2");
    }

    @Test
    void aTaskThatOnlyComputesIsEndedAndItsChildReplaced() {
        long slot = probe.submitFor(LIMIT, "tasks.spin");
        assertLimited(probe.outcome(slot));
        Eventually.until(
                Duration.ofSeconds(5),
                "the child is gone",
                () -> ProcessHandle.of(probe.pid(slot)).isEmpty());
        assertWorks();
    }

    @Test
    void aTaskThatIgnoresInterruptsIsEnded() {
        assertLimited(probe.outcome(probe.submitFor(LIMIT, "tasks.forever")));
        assertWorks();
    }

    @Test
    void aTaskInTheKernelIsEnded(@TempDir Path folder) throws IOException, InterruptedException {
        Path fifo = folder.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        assertLimited(probe.outcome(probe.submitFor(LIMIT, "tasks.readFile", fifo.toString())));
        assertWorks();
    }

    @Test
    void aStoppedChildIsEnded() throws IOException, InterruptedException {
        long slot = probe.submitFor(LIMIT, "tasks.spin");
        assertThat(new ProcessBuilder("kill", "-STOP", String.valueOf(probe.pid(slot)))
                        .start()
                        .waitFor())
                .isZero();
        assertLimited(probe.outcome(slot));
        assertWorks();
    }

    @Test
    void processesThatTheTaskStartedEndWithIt() {
        long slot = probe.submitFor(Duration.ofSeconds(3), "tasks.startsProcess");
        Eventually.until(Duration.ofSeconds(3), "the process was told", () -> !probe.progress.isEmpty());
        long started = Long.parseLong(probe.progress.get(0).replaceAll("\\D", ""));
        assertThat(ProcessHandle.of(started)).isPresent();
        assertThat(((Outcome.Failed) probe.outcome(slot)).cause()).isEqualTo(Cause.TIME_LIMIT);
        Eventually.until(
                Duration.ofSeconds(5),
                "it is gone",
                () -> ProcessHandle.of(started).map(handle -> !handle.isAlive()).orElse(true));
    }

    @Test
    void aTaskThatEndsInTimeIsLeftAlone() {
        for (int i = 0; i < 200; i++) {
            assertThat(PoolProbe.value(probe.outcome(probe.submitFor(Duration.ofSeconds(20), "tasks.add", i, 1))))
                    .isEqualTo(String.valueOf(i + 1));
        }
    }

    @Test
    void limitsAreKeptWhileEveryProcessorIsBusy() {
        AtomicBoolean on = new AtomicBoolean(true);
        for (int i = 0; i < Runtime.getRuntime().availableProcessors() * 2; i++) {
            Thread burner = new Thread(() -> {
                while (on.get()) {
                    Thread.onSpinWait();
                }
            });
            burner.setDaemon(true);
            burner.start();
        }
        try {
            for (int i = 0; i < 5; i++) {
                long one = probe.submitFor(LIMIT, "tasks.spin");
                long other = probe.submitFor(LIMIT, "tasks.count");
                assertLimited(probe.outcome(one));
                assertLimited(probe.outcome(other));
            }
        } finally {
            on.set(false);
        }
        // Nothing held the replacements back, as it would after so many crashes.
        assertWorks();
    }
}
