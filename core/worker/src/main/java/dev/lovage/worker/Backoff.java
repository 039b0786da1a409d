package dev.lovage.worker;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: doubling from a first span up to a last one, with a quarter of chance in it so that
 * many who failed together don't come back together.
 */
record Backoff(Duration first, Duration last, RandomGenerator random) {

    /** The wait before the retry of that number, from 1 on. */
    Duration before(int retry) {
        long doubled = first.toMillis() << Math.min(20, Math.max(0, retry - 1));
        long span = Math.min(doubled, last.toMillis());
        return Duration.ofMillis(span - random.nextLong(span / 4 + 1));
    }
}
