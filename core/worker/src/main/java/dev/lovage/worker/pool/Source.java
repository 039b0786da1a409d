package dev.lovage.worker.pool;

import dev.lovage.worker.app.Application;

/** Where a pool of threads has its application from. */
@FunctionalInterface
interface Source {

    /** Loads it; called once, on a thread of the pool. */
    Application load();

    /** Called when the pool has ended. */
    default void close() {}
}
