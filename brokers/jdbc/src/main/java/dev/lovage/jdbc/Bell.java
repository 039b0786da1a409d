package dev.lovage.jdbc;

/** Rings when somebody may be committing something. Used by one thread. */
interface Bell extends AutoCloseable {

    /**
     * Waits until it rings, at most this long; answers whether it rang. It may ring for nothing, or a moment before what it
     * rings for can be seen.
     */
    boolean await(long nanos) throws InterruptedException;

    @Override
    void close();
}
