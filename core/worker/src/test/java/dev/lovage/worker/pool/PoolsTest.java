package dev.lovage.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.AppRuntime;
import dev.lovage.messaging.LovageException;
import dev.lovage.testkit.Eventually;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Outcome.Cause;
import dev.lovage.worker.PoolSpec;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class PoolsTest {

    private final PoolSpec spec = ProcessPoolTest.spec(3, new TestRelay());

    @AfterEach
    void leaveNoRelayToTheTestsThatFollow() {
        AppRuntime.installed().ifPresent(AppRuntime::uninstall);
    }

    @Test
    void celerysNamesAreUnderstood() {
        assertThat(Pools.canonical("prefork")).isEqualTo("process");
        assertThat(Pools.canonical("processes")).isEqualTo("process");
        assertThat(Pools.canonical("gevent")).isEqualTo("virtual");
        assertThat(Pools.canonical("eventlet")).isEqualTo("virtual");
        assertThatThrownBy(() -> Pools.open("tread", spec))
                .isInstanceOf(LovageException.class)
                .hasMessageContaining("No pool is called 'tread'", "Did you mean 'thread");
    }

    @Test
    void threadsRunTasksInThisProcess() {
        try (PoolProbe probe = new PoolProbe(Pools.open("threads", spec))) {
            assertThat(PoolProbe.value(probe.run("tasks.add", 2, 3))).isEqualTo("5");
            assertThat(PoolProbe.value(probe.run("tasks.pid")))
                    .isEqualTo(String.valueOf(ProcessHandle.current().pid()));
            assertThat(((Outcome.Failed) probe.run("tasks.recurse", 0)).cause()).isEqualTo(Cause.EXCEPTION);
            assertThat(((Outcome.Failed) probe.run("tasks.add", 1)).cause()).isEqualTo(Cause.BAD_ARGUMENTS);
            probe.awaitIdle(3);
            probe.pool.stop();
            PoolProbe.within(Duration.ofSeconds(5), probe.stopped);
        }
    }

    @Test
    void aThreadThatNeverEndsIsGivenUp() {
        PoolProbe probe = new PoolProbe(Pools.open("threads", spec));
        long slot = probe.submit("tasks.forever");
        probe.pid(slot);
        probe.pool.terminate();
        assertThat(probe.outcome(slot)).isInstanceOf(Outcome.Lost.class);
        PoolProbe.within(Duration.ofSeconds(5), probe.stopped);
    }

    @Test
    void aThreadBeyondItsHardLimitIsGivenUpAndReplaced() {
        try (PoolProbe probe = new PoolProbe(Pools.open("solo", spec))) {
            StuckTasks.released = false;
            long slot = probe.submitFor(Duration.ofMillis(200), "tasks.stuck");
            Outcome.Failed failed = (Outcome.Failed) probe.outcome(slot);
            assertThat(failed.cause()).isEqualTo(Cause.TIME_LIMIT);
            assertThat(failed.summary()).isEqualTo("TimeLimitExceeded(0.2,)");
            // Another thread has its place while it is still there; what it returns at last is told to nobody.
            assertThat(PoolProbe.value(probe.run("tasks.add", 2, 3))).isEqualTo("5");
            StuckTasks.released = true;
            assertThat(PoolProbe.value(probe.run("tasks.add", 3, 3))).isEqualTo("6");
            assertThat(probe.told).hasValue(3);
        }
    }

    @Test
    void threadsThatWereGivenUpAndRunOnBecomeTooMany() {
        try (PoolProbe probe = new PoolProbe(Pools.open("solo", spec))) {
            StuckTasks.released = false;
            for (int i = 1; i <= 10; i++) {
                assertThat(probe.degraded).isEmpty();
                probe.outcome(probe.submitFor(Duration.ofMillis(50), "tasks.stuck"));
            }
            assertThat(probe.degraded)
                    .singleElement()
                    .asString()
                    .startsWith("10 threads were given up at their hard limit and run on");
            StuckTasks.released = true;
            Eventually.until(Duration.ofSeconds(10), "it goes on", () -> probe.recovered.get() == 1);
            assertThat(PoolProbe.value(probe.run("tasks.add", 2, 3))).isEqualTo("5");
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualThreadsThatWereGivenUpAndComputeTakeNoMoreThanTheyHave() {
        PoolSpec two = ProcessPoolTest.spec(Runtime.getRuntime().availableProcessors() + 1, new TestRelay());
        PoolProbe probe = new PoolProbe(Pools.open("virtual", two));
        StuckTasks.released = false;
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            assertThat(probe.degraded).isEmpty();
            probe.outcome(probe.submitFor(Duration.ofMillis(200), "tasks.stuck"));
        }
        Eventually.until(Duration.ofSeconds(10), "it says so", () -> !probe.degraded.isEmpty());
        StuckTasks.released = true;
        Eventually.until(Duration.ofSeconds(10), "it goes on", () -> probe.recovered.get() == 1);
        probe.close();
    }

    @Test
    void stoppingDoesNotWaitForAThreadThatWasGivenUp() {
        PoolProbe probe = new PoolProbe(Pools.open("threads", spec));
        StuckTasks.released = false;
        probe.outcome(probe.submitFor(Duration.ofMillis(200), "tasks.stuck"));
        probe.pool.stop();
        PoolProbe.within(Duration.ofSeconds(5), probe.stopped);
        StuckTasks.released = true;
    }

    @Test
    void aTaskInAThreadHearsItsSoftLimitWhereItWaitsAndWhereItAsks() {
        PoolSpec soft = spec.withCode(PoolSpec.Code.of(java.util.List.of(SoftLimitTasks.class.getName())));
        try (PoolProbe probe = new PoolProbe(Pools.open("threads", soft))) {
            for (String task : java.util.List.of("soft.sleep", "soft.wrapped", "soft.checkPoints", "soft.progress")) {
                Outcome outcome = probe.outcome(probe.submit(
                        PoolProbe.message(task),
                        task,
                        Optional.of(Duration.ofMillis(200)),
                        Optional.of(Duration.ofSeconds(20))));
                assertThat(((Outcome.Failed) outcome).summary()).as(task).startsWith("SoftTimeLimitExceeded");
            }
            assertThat(PoolProbe.value(probe.run("soft.quick", 1))).isEqualTo("1");
        }
    }

    @Test
    void soloHasOneSlot() {
        try (PoolProbe probe = new PoolProbe(Pools.open("solo", spec))) {
            assertThat(probe.pool.size()).isEqualTo(1);
            assertThat(PoolProbe.value(probe.run("tasks.add", 2, 3))).isEqualTo("5");
        }
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void virtualThreadsNeedANewerJava() {
        assertThatThrownBy(() -> Pools.open("gevent", spec)).hasMessageContaining("needs Java 21", "-P threads");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualThreadsRunTasks() {
        try (PoolProbe probe = new PoolProbe(Pools.open("virtual", spec))) {
            assertThat(PoolProbe.value(probe.run("tasks.add", 2, 3))).isEqualTo("5");
        }
    }

    @Test
    void anApplicationThatIsNotThereEndsAPoolOfThreads() {
        PoolProbe probe = new PoolProbe(Pools.open(
                "threads", PoolSpec.of(1, PoolSpec.Code.of(java.util.List.of("com.acme.Missing")), new TestRelay())));
        assertThat(PoolProbe.within(Duration.ofSeconds(5), probe.unloadable)).contains("no such class");
        PoolProbe.within(Duration.ofSeconds(5), probe.stopped);
    }
}
