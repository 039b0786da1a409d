package dev.lovage.worker.step;

import java.util.Optional;
import java.util.Set;

/**
 * One part of a worker: what it requires, what it offers to others, and how it is made.
 *
 * <p>A user's step is a public class with a public constructor without parameters when it is named by class name; one that is
 * added in code may be anything.
 */
public interface Bootstep {

    /** Its name in errors, logs, graphs and {@code --without-step}: the class's, without {@code Step} at its end. */
    default String name() {
        return nameOf(getClass());
    }

    /** The name of a step of that class, unless it says otherwise. */
    static String nameOf(Class<?> type) {
        String name = type.getSimpleName().isEmpty() // An anonymous class: Outer$1.
                ? type.getName().substring(type.getName().lastIndexOf('.') + 1)
                : type.getSimpleName();
        return name.endsWith("Step") && name.length() > "Step".length()
                ? name.substring(0, name.length() - "Step".length())
                : name;
    }

    /**
     * What must be running before this step starts, and until it has stopped: classes of steps, or types of services that some
     * step offers.
     */
    default Set<Class<?>> requires() {
        return Set.of();
    }

    /** The types of the services that it puts into the context, in {@link #create} or when it starts. */
    default Set<Class<?>> offers() {
        return Set.of();
    }

    /** The step whose place it takes. Who requires that one, or what that one offers, gets this one. */
    default Optional<Class<? extends Bootstep>> replaces() {
        return Optional.empty();
    }

    /** Whether it starts after all steps that neither say so too nor require it. */
    default boolean last() {
        return false;
    }

    /**
     * Whether it takes part at all; asked before any step is created, maybe more than once. The context has {@link WorkerControl}
     * by then.
     */
    default boolean enabled(StepContext context) {
        return true;
    }

    /**
     * Makes the part. What it requires is in the context by type; what it offers to others it puts there, here or while it
     * starts. Nothing runs yet when this returns.
     */
    Lifecycle create(StepContext context);
}
