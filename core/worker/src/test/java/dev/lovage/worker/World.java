package dev.lovage.worker;

import dev.lovage.messaging.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Supplier;

/** Everything of a simulation that has to do with time and chance: one thread, one seed, one clock of its own. */
final class World implements Clock {

    private static final boolean TOLD = System.getProperty("lovage.seed") != null;
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    final long seed;
    final Random random;
    private final PriorityQueue<Timer> events = new PriorityQueue<>();
    private final List<WorkerLoop> loops = new ArrayList<>();
    private long nanos;
    private long order;
    private boolean faulty = true;

    World(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** Something happens after a span of at most that many milliseconds. */
    void soon(int millis, Runnable event) {
        in(random.nextInt(millis * 1000 + 1) * 1000L, event);
    }

    void in(long nanosFromNow, Runnable event) {
        events.add(new Timer(nanos + nanosFromNow, order++, event));
    }

    /** Writes down one step of the story, where it is told for people to read. */
    void tell(Supplier<String> what) {
        if (TOLD) {
            System.out.printf(Locale.ROOT, "%9.3f %s%n", nanos / 1e9, what.get());
        }
    }

    /** Whether something with that chance happens; never once faults have stopped. */
    boolean fault(double chance) {
        return faulty && random.nextDouble() < chance;
    }

    boolean chance(double chance) {
        return random.nextDouble() < chance;
    }

    void stopFaults() {
        faulty = false;
    }

    boolean faulty() {
        return faulty;
    }

    void add(WorkerLoop loop) {
        loops.add(loop);
    }

    void remove(WorkerLoop loop) {
        loops.remove(loop);
    }

    /** Lets time pass until nothing is left to happen, or for that span. */
    void run(Duration span) {
        long end = nanos + span.toNanos();
        while (step(end)) {
            turnLoops();
        }
        nanos = Math.max(nanos, end);
    }

    private boolean step(long end) {
        long next = events.isEmpty() ? Long.MAX_VALUE : events.element().dueNanos();
        for (WorkerLoop loop : loops) {
            if (loop.hasEvents()) {
                next = Math.min(next, nanos + 1000);
            }
            if (loop.untilNextTimer().isPresent()) {
                next = Math.min(next, nanos + Math.max(0, loop.untilNextTimer().getAsLong()));
            }
        }
        if (next > end) {
            return false;
        }
        nanos = Math.max(nanos, next);
        if (!events.isEmpty() && events.element().dueNanos() <= nanos) {
            events.remove().run();
        }
        return true;
    }

    /** A loop may be late: then more than one event waits for it. */
    private void turnLoops() {
        for (WorkerLoop loop : List.copyOf(loops)) {
            if (chance(0.8)) {
                loop.turn();
            }
        }
    }

    @Override
    public Instant now() {
        return EPOCH.plusNanos(nanos);
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public void sleep(Duration span) {
        throw new AssertionError("Nothing in a simulation may sleep");
    }
}
