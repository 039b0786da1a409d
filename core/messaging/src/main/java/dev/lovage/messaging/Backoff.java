package dev.lovage.messaging;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: from one second, twice as long each time, to thirty, and a random half of that off so
 * that those who lost a server together don't come back together. Not thread-safe.
 */
public final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final RandomGenerator random;
    private int failures;

    public Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The wait after one more failure. */
    public Duration next() {
        long ceiling = Math.min(FIRST.toMillis() << Math.min(failures, 20), LONGEST.toMillis());
        failures++;
        return Duration.ofMillis(ceiling / 2 + random.nextLong(ceiling / 2 + 1));
    }

    /** Forgets the failures: something worked. */
    public void reset() {
        failures = 0;
    }
}
