package dev.lovage.worker.pool;

import java.time.Duration;

/** Says how long to wait before a child is started again. Not thread-safe. */
final class RestartPause {

    private static final int DEGRADED_AT = 5;
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration LONGEST_AFTER_CRASH = Duration.ofSeconds(1);

    private int failedStarts;
    private int fruitless;

    /** A child is ready. */
    void started() {
        failedStarts = 0;
    }

    /** A task ended in a child as tasks do. */
    void worked() {
        fruitless = 0;
    }

    /** A child did not come up; the wait until the next try. */
    Duration failedStart() {
        failedStarts++;
        return grow(FIRST, failedStarts - 1, LONGEST);
    }

    /** A child that was ready died; the wait until its replacement starts. None at first, a little when they all die. */
    Duration died() {
        fruitless++;
        return fruitless < 3 ? Duration.ZERO : grow(Duration.ofMillis(50), fruitless - 3, LONGEST_AFTER_CRASH);
    }

    /** Whether the last start failed. */
    boolean failing() {
        return failedStarts > 0;
    }

    /** Whether so many starts failed in a row that someone should know. */
    boolean hopeless() {
        return failedStarts >= DEGRADED_AT;
    }

    private static Duration grow(Duration first, int times, Duration longest) {
        long millis = first.toMillis() << Math.min(times, 20);
        return millis > longest.toMillis() ? longest : Duration.ofMillis(millis);
    }
}
