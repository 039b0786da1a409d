package dev.lovage.jdbc;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Never rings, but cuts the waiting short: for systems that tell nobody when a file changes. */
final class PollingBell implements Bell {

    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(10);

    @Override
    public boolean await(long nanos) throws InterruptedException {
        LockSupport.parkNanos(Math.min(nanos, INTERVAL));
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return false;
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
