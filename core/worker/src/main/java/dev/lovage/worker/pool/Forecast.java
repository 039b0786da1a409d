package dev.lovage.worker.pool;

import java.time.Duration;

/** Guesses from the recent past whether a child's last task comes sooner than its replacement could be ready. Not thread-safe. */
final class Forecast {

    /** How much the newest counts. */
    private static final double WEIGHT = 0.2;

    /** A start is slower while the machine works. */
    private static final double MARGIN = 1.5;

    private static final double FIRST_START = Duration.ofMillis(800).toNanos();

    private double run = -1;
    private double start = FIRST_START;

    /** A task took so many nanoseconds. */
    void ran(long nanos) {
        run = run < 0 ? nanos : run + WEIGHT * (nanos - run);
    }

    /** A child was ready after so many nanoseconds. */
    void started(long nanos) {
        start += WEIGHT * (nanos - start);
    }

    /** Whether so many tasks, one after the other, take no longer than a start. */
    boolean endsSoon(int tasksLeft) {
        return tasksLeft <= 1 || tasksLeft * Math.max(run, 0) <= start * MARGIN;
    }
}
