package dev.lovage.worker.pool;

import dev.lovage.messaging.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * How often the first child of a coming generation met with an accident, such as a want of memory, which says nothing of its code.
 * Not thread-safe.
 */
final class ScoutTries {

    private static final int MOST = 3;

    private final Clock clock;
    private RestartPause pauses = new RestartPause();
    private int failed;
    private long notBefore;

    ScoutTries(Clock clock) {
        this.clock = clock;
        begin();
    }

    /** Another generation comes. */
    void begin() {
        pauses = new RestartPause();
        failed = 0;
        notBefore = clock.nanoTime();
    }

    /** One did not come up; the pause until the next try, empty when that was the last. */
    Optional<Duration> failed() {
        Duration pause = pauses.failedStart();
        notBefore = clock.nanoTime() + pause.toNanos();
        return ++failed < MOST ? Optional.of(pause) : Optional.empty();
    }

    /** Whether the next may be started. */
    boolean due() {
        return clock.nanoTime() - notBefore >= 0;
    }
}
