package dev.lovage.worker;

import java.util.Set;

/**
 * Opens pools by name. Found by {@link java.util.ServiceLoader}, for the name the user wrote. Experimental.
 */
public interface PoolProvider {

    /** The names it opens, those of Celery among them. */
    Set<String> names();

    /**
     * Opens a pool of one of its names; runs nothing. What is opened must be {@link Pool#terminate ended}, also when it is not
     * started.
     *
     * @throws dev.lovage.messaging.LovageException when this machine or this Java can't have such a pool; it says why
     */
    Pool open(String name, PoolSpec spec);
}
