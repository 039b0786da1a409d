package dev.lovage.jdbc;

import dev.lovage.messaging.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.BusyHandler;

/**
 * Waits for another process's transaction. SQLite's own handler sleeps up to 100 ms at a time, though transactions here take
 * less than one, and the longer somebody has waited the longer it sleeps.
 */
final class PatientHandler extends BusyHandler {

    private static final long SHORTEST = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(3);

    private final Clock clock;
    private final long patience;
    private long since;

    PatientHandler(Clock clock, Duration patience) {
        this.clock = clock;
        this.patience = patience.toNanos();
    }

    @Override
    protected int callback(int attemptsBefore) {
        long now = clock.nanoTime();
        if (attemptsBefore == 0) {
            since = now;
        }
        if (now - since > patience) {
            return 0;
        }
        // With the interrupt flag set, parking would return at once and this would spin.
        boolean interrupted = Thread.interrupted();
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(SHORTEST, LONGEST));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }
}
