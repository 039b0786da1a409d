package dev.lovage.worker;

import java.util.Set;

/**
 * Opens pools by name. Found by {@link java.util.ServiceLoader}, for the name the user wrote. Experimental.
 */
public interface PoolProvider {

    /** The names it opens, those of Celery among them. */
    Set<String> names();

    /** Whether tasks of that pool run in processes of their own, apart from the worker. */
    boolean isolates(String name);

    /** Opens a pool of one of its names; starts nothing. */
    Pool open(String name, PoolSpec spec);
}
