package dev.lovage.worker.pool;

import java.time.Duration;

/** Guesses from the recent past whether a child's last task comes sooner than its replacement could be ready. Not thread-safe. */
final class Forecast {

    /** How much the newest task counts. */
    private static final double WEIGHT = 0.2;

    /** How much the newest start counts: there are few, and they tell how busy the machine is. */
    private static final double START_WEIGHT = 0.5;

    /** A start is slower while the machine works. */
    private static final double MARGIN = 1.5;

    private static final double FIRST_START = Duration.ofMillis(800).toNanos();

    /** Tasks that take longer need nobody who waits for them. */
    private static final double SHORT = Duration.ofMillis(5).toNanos();

    /** So much work may wait in a child. */
    private static final double BACKLOG = Duration.ofMillis(2).toNanos();

    private static final int DEEPEST = 8;

    private double run = -1;
    private double start = FIRST_START;

    /** A task took so many nanoseconds. */
    void ran(long nanos) {
        run = run < 0 ? nanos : run + WEIGHT * (nanos - run);
    }

    /**
     * How many requests a child should have beside the one that it runs, for it not to wait between two short tasks. None when tasks are
     * long: those that wait would wait for the wrong child.
     */
    int depth() {
        return run < 0 || run > SHORT ? 0 : (int) Math.max(1, Math.min(DEEPEST, BACKLOG / Math.max(run, 1)));
    }

    /** A child was ready after so many nanoseconds. */
    void started(long nanos) {
        start += START_WEIGHT * (nanos - start);
    }

    /** Whether so many tasks, one after the other, take no longer than a start. */
    boolean endsSoon(int tasksLeft) {
        return tasksLeft <= 1 || tasksLeft * Math.max(run, 0) <= start * MARGIN;
    }
}
