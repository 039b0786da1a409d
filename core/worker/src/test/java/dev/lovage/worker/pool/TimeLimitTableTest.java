package dev.lovage.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.AppRuntime;
import dev.lovage.testkit.Eventually;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Outcome.Cause;
import dev.lovage.worker.PoolSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/**
 * What happens at a limit, by where the task is stuck and which pool runs it. Prints the table that stands in {@code
 * docs/reference/time-limits.md}.
 */
class TimeLimitTableTest {

    private static final Duration LIMIT = Duration.ofMillis(200);
    /** The hard limit of tasks that don't hear of their soft one. */
    private static final Duration DEAF = Duration.ofMillis(700);

    private static final Duration FAR = Duration.ofSeconds(10);

    private static final long MOST_LATE = 500;
    private static final List<String> PLACES = List.of("sleep", "socket", "lock", "loop", "regex", "native");

    private final Map<String, List<String>> rows = new TreeMap<>();

    @TempDir
    Path folder;

    @AfterEach
    void leaveNoRelayToTheTestsThatFollow() {
        AppRuntime.installed().ifPresent(AppRuntime::uninstall);
    }

    private static PoolSpec spec() {
        return ProcessPoolTest.spec(1, new TestRelay())
                .withCode(PoolSpec.Code.of(List.of(StuckTasks.class.getName()))
                        .withClassPath(List.of(ProcessPoolTest.classes())));
    }

    @Test
    void childrenHearSoftLimitsInLoopsAndEndAtHardOnes() throws IOException, InterruptedException {
        table("process", Set.of("sleep", "loop"));
    }

    @Test
    void threadsHearSoftLimitsWhereTheyWaitInterruptibly() throws IOException, InterruptedException {
        table("threads", Set.of("sleep"));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualThreadsHearSoftLimitsInSocketsToo() throws IOException, InterruptedException {
        table("virtual", Set.of("sleep", "socket"));
    }

    private void table(String pool, Set<String> hears) throws IOException, InterruptedException {
        StuckTasks.released = false;
        Path fifo = folder.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        PoolProbe probe = new PoolProbe(Pools.open(pool, spec()));
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            for (String place : PLACES) {
                Object[] args = switch (place) {
                    case "socket" -> new Object[] {silent.getLocalPort()};
                    case "native" -> new Object[] {fifo.toString()};
                    default -> new Object[0];
                };
                soft(probe, place, hears.contains(place), args);
                release(fifo, place, pool);
                hard(probe, place, pool, args);
                release(fifo, place, pool);
            }
            if (pool.equals("process")) {
                stopped(probe);
            }
        } finally {
            probe.close();
        }
        print(pool);
    }

    private void soft(PoolProbe probe, String place, boolean hears, Object... args) {
        Duration hard = hears ? FAR : DEAF;
        Outcome.Failed failed = (Outcome.Failed) probe.outcome(submit(probe, place, Optional.of(LIMIT), hard, args));
        long millis = failed.runtime().toMillis();
        if (hears) {
            assertThat(failed.summary()).as(place).startsWith("SoftTimeLimitExceeded");
            // A child that is new has to load first what tells of it.
            assertThat(millis - LIMIT.toMillis()).as(place).isBetween(0L, 3 * MOST_LATE);
            put(place, "`SoftTimeLimitExceeded` after " + millis + " ms");
        } else {
            assertThat(failed.cause()).as(place).isEqualTo(Cause.TIME_LIMIT);
            put(place, "does not hear it");
        }
    }

    private void hard(PoolProbe probe, String place, String pool, Object... args) {
        Outcome.Failed failed = (Outcome.Failed) probe.outcome(submit(probe, place, Optional.empty(), LIMIT, args));
        assertOver(place, failed);
        put(
                place,
                (pool.equals("process") ? "killed" : "given up") + " after "
                        + failed.runtime().toMillis() + " ms");
    }

    private void stopped(PoolProbe probe) throws IOException, InterruptedException {
        for (boolean soft : new boolean[] {true, false}) {
            long slot = submit(probe, "sleep", soft ? Optional.of(LIMIT) : Optional.empty(), soft ? DEAF : LIMIT);
            String pid = String.valueOf(probe.pid(slot));
            assertThat(new ProcessBuilder("kill", "-STOP", pid).start().waitFor())
                    .isZero();
            Outcome.Failed failed = (Outcome.Failed) probe.outcome(slot);
            assertThat(failed.cause()).isEqualTo(Cause.TIME_LIMIT);
            put(
                    "SIGSTOP",
                    soft
                            ? "does not hear it"
                            : "killed after " + failed.runtime().toMillis() + " ms");
            if (!soft) {
                assertOver("SIGSTOP", failed);
            }
        }
    }

    private static void assertOver(String place, Outcome.Failed failed) {
        assertThat(failed.cause()).as(place).isEqualTo(Cause.TIME_LIMIT);
        assertThat(failed.runtime().minus(LIMIT).toMillis()).as(place).isBetween(0L, MOST_LATE);
    }

    private static long submit(PoolProbe probe, String place, Optional<Duration> soft, Duration hard, Object... args) {
        // A child's first task takes a while for all that is loaded for it.
        assertThat(PoolProbe.value(probe.run("stuck.warm", 1))).isEqualTo("1");
        String task = "stuck." + place;
        return probe.submit(PoolProbe.message(task, args), task, soft, Optional.of(hard));
    }

    /** Lets go what is stuck in this process: its threads were given up, but they are still there. */
    private static void release(Path fifo, String place, String pool) throws IOException {
        if (pool.equals("process")) {
            return;
        }
        StuckTasks.released = true;
        if (place.equals("native")) {
            try (OutputStream out = Files.newOutputStream(fifo, StandardOpenOption.WRITE)) {
                out.write(1);
            }
        }
        Eventually.until(Duration.ofSeconds(10), "all are let go", () -> StuckTasks.INSIDE.get() == 0);
        StuckTasks.released = false;
    }

    private void put(String place, String what) {
        rows.computeIfAbsent(place, key -> new ArrayList<>()).add(what);
    }

    private void print(String pool) {
        StringBuilder text = new StringBuilder(
                "| `" + pool + "` on Java " + Runtime.version().feature()
                        + " | soft limit of 200 ms | hard limit of 200 ms |\n| --- | --- | --- |\n");
        rows.forEach((place, cells) -> text.append("| ")
                .append(place)
                .append(" | ")
                .append(String.join(" | ", cells))
                .append(" |\n"));
        System.out.println(text);
    }
}
