package dev.lovage.messaging;

import java.time.Duration;
import java.time.Instant;

/**
 * Where all time comes from: the wall, the monotonic counter, and waiting.
 *
 * <p>The system's own clock is read in one place only, {@link #system()}; tests inject another. Thread-safe.
 */
public interface Clock {

    /** The wall time. It may jump; never measure a span with it. */
    Instant now();

    /** A monotonic counter in nanoseconds of arbitrary origin, for spans and deadlines. */
    long nanoTime();

    /** Lets the calling thread wait for a span of this clock's time. */
    void sleep(Duration span) throws InterruptedException;

    /** The machine's clock. */
    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
