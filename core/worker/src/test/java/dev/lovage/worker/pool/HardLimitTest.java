package dev.lovage.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.messaging.Clock;
import dev.lovage.testkit.Eventually;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Outcome.Cause;
import dev.lovage.worker.PoolSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a task does, its child is killed at the hard limit. */
class HardLimitTest {

    private static final Duration LIMIT = Duration.ofMillis(400);
    private static final long MOST_LATE = 500;

    private static final Clock CLOCK = Clock.system();

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

    /** At the limit its process is gone, not only told of. */
    private static void assertEnded(long slot) {
        ProcessHandle child = ProcessHandle.of(probe.pid(slot)).orElseThrow();
        long begun = CLOCK.nanoTime();
        CompletableFuture<Duration> gone =
                child.onExit().thenApply(ended -> Duration.ofNanos(CLOCK.nanoTime() - begun));
        assertLimited(probe.outcome(slot));
        assertThat(PoolProbe.within(Duration.ofSeconds(10), gone).minus(LIMIT).toMillis())
                .isLessThanOrEqualTo(MOST_LATE);
    }

    private void assertWorks() {
        probe.awaitIdle(2);
        assertThat(PoolProbe.value(probe.run("tasks.add", 1, 1))).isEqualTo("2");
    }

    @Test
    void aTaskThatOnlyComputesIsEndedAndItsChildReplaced() {
        long slot = probe.submitFor(LIMIT, "tasks.spin");
        assertEnded(slot);
        assertWorks();
    }

    @Test
    void aTaskThatIgnoresInterruptsIsEnded() {
        assertEnded(probe.submitFor(LIMIT, "tasks.forever"));
        assertWorks();
    }

    @Test
    void aTaskInTheKernelIsEnded(@TempDir Path folder) throws IOException, InterruptedException {
        Path fifo = folder.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        assertEnded(probe.submitFor(LIMIT, "tasks.readFile", fifo.toString()));
        assertWorks();
    }

    @Test
    void aStoppedChildIsEnded() throws IOException, InterruptedException {
        long slot = probe.submitFor(LIMIT, "tasks.spin");
        assertThat(new ProcessBuilder("kill", "-STOP", String.valueOf(probe.pid(slot)))
                        .start()
                        .waitFor())
                .isZero();
        assertEnded(slot);
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
    void allThatAreDueAtOnceAreEndedInTime() {
        int many = 8;
        try (PoolProbe crowd = new PoolProbe(Pools.open("process", ProcessPoolTest.spec(many, new TestRelay())))) {
            crowd.awaitIdle(many);
            List<CompletableFuture<Duration>> gone = new ArrayList<>();
            List<Long> slots = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                long begun = CLOCK.nanoTime();
                long slot = crowd.submitFor(LIMIT, "tasks.spin");
                slots.add(slot);
                gone.add(ProcessHandle.of(crowd.pid(slot))
                        .orElseThrow()
                        .onExit()
                        .thenApply(ended -> Duration.ofNanos(CLOCK.nanoTime() - begun)));
            }
            slots.forEach(slot -> assertLimited(crowd.outcome(slot)));
            assertThat(gone)
                    .allSatisfy(time -> assertThat(PoolProbe.within(Duration.ofSeconds(10), time))
                            .isLessThanOrEqualTo(LIMIT.plusMillis(MOST_LATE)));
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
