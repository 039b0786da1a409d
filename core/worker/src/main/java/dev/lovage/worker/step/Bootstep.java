package dev.lovage.worker.step;

import java.util.Set;

/** One part of a worker: what it requires, and how it is made. Experimental: how users add theirs is not settled. */
public interface Bootstep {

    /** Its name in errors and logs. */
    default String name() {
        String name = getClass().getSimpleName();
        return name.endsWith("Step") ? name.substring(0, name.length() - "Step".length()) : name;
    }

    /** The steps that must be running before this one starts, and until it has stopped. */
    default Set<Class<? extends Bootstep>> requires() {
        return Set.of();
    }

    /** Whether it takes part at all; asked once, before any step is created. */
    default boolean enabled(StepContext context) {
        return true;
    }

    /**
     * Makes the part. What it requires is in the context by type; what it offers to others it puts there, here or while it
     * starts.
     */
    Lifecycle create(StepContext context);
}
