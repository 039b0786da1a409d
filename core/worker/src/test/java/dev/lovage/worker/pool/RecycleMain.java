package dev.lovage.worker.pool;

import dev.lovage.messaging.Clock;
import dev.lovage.worker.ChildOptions;
import dev.lovage.worker.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Replaces many real children by hand: says what that costs, and that no task was lost or run twice. Not a test. As with {@link
 * StartBench}, {@code -Dcache} says where the archive of classes is.
 */
public final class RecycleMain {

    private RecycleMain() {}

    /**
     * Arguments: slots, tasks per child (0 for no limit), milliseconds of processor time per task (0 for a no-op), tasks; and {@code
     * sleep} for tasks that wait instead of computing.
     */
    public static void main(String[] args) {
        int slots = Integer.parseInt(args[0]);
        int maxTasks = Integer.parseInt(args[1]);
        int millis = Integer.parseInt(args[2]);
        int tasks = Integer.parseInt(args[3]);
        String kind = args.length > 4 ? args[4] : "work";
        Clock clock = Clock.system();
        try (PoolProbe probe = new PoolProbe(Pools.open(
                "process",
                ProcessPoolTest.spec(slots, new TestRelay())
                        .withChildren(
                                ChildOptions.DEFAULTS.withMaxTasks(maxTasks).withCache(StartBench.cache()))))) {
            probe.awaitIdle(slots);
            long began = clock.nanoTime();
            List<Long> submitted = new ArrayList<>();
            Set<Long> pids = new HashSet<>();
            for (int i = 0; i < tasks; i++) {
                submitted.add(millis == 0 ? probe.submit("tasks.noop") : probe.submit("tasks." + kind, millis));
            }
            int succeeded = 0;
            for (long slot : submitted) {
                succeeded += probe.outcome(slot) instanceof Outcome.Succeeded ? 1 : 0;
                pids.add(probe.pid(slot));
            }
            Duration took = Duration.ofNanos(clock.nanoTime() - began);
            System.out.printf(
                    "%d slots, %d tasks per child, %s of %d ms: %d of %d tasks, told %d times, in %d children, %.1f tasks/s%n",
                    slots,
                    maxTasks,
                    kind,
                    millis,
                    succeeded,
                    tasks,
                    probe.told.get(),
                    pids.size(),
                    tasks * 1e9 / took.toNanos());
        }
    }
}
