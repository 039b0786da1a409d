package dev.lovage.worker.pool;

import dev.lovage.worker.PoolSpec;

/** Makes the code that the children of one generation load, before the first of them starts. */
@FunctionalInterface
interface CodeBuilder {

    /**
     * The code as it is now, ready to load. Takes up to seconds; called on the nursery's thread.
     *
     * @throws dev.lovage.worker.app.ApplicationException when it can't be loaded by anybody, such as for a compile error
     */
    PoolSpec.Code build();
}
