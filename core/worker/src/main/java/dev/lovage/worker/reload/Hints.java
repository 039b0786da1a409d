package dev.lovage.worker.reload;

import java.time.Duration;

/** Tells that something may have changed, or that one had better look. */
interface Hints extends AutoCloseable {

    /** What is to be watched from now on. */
    void watch(Snapshot snapshot);

    /** Waits for a hint, at most that long; whether there was one. */
    boolean await(Duration atMost) throws InterruptedException;

    @Override
    void close();
}
