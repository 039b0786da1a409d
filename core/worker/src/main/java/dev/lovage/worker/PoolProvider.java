package dev.lovage.worker;

import java.util.Set;

/**
 * Opens pools by name. Found by {@link java.util.ServiceLoader}, for the name the user wrote. Experimental.
 */
public interface PoolProvider {

    /** The names it opens, those of Celery among them. */
    Set<String> names();

    /** Opens a pool of one of its names; starts nothing. */
    Pool open(String name, PoolSpec spec);
}
