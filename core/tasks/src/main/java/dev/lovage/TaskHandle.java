package dev.lovage;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task that can be called: what {@link Task0} to {@link Task6} have in common. Immutable and thread-safe. */
public abstract sealed class TaskHandle<R extends @Nullable Object>
        permits Task0, Task1, Task2, Task3, Task4, Task5, Task6 {

    private final TaskCore core;

    TaskHandle(TaskCore core) {
        this.core = core;
    }

    /** The name on the wire. */
    public final String name() {
        return core.definition().name();
    }

    /** What is known of the task: its options, its signature. */
    public final TaskDefinition definition() {
        return core.definition();
    }

    @Override
    public final String toString() {
        return core.definition().signature();
    }

    final TaskCore core() {
        return core;
    }

    final Signature<R> signatureOf(@Nullable Object... args) {
        return new Signature<>(
                core.app(),
                name(),
                core.definition(),
                Arrays.asList(args),
                Map.of(),
                core.options(),
                core.definition().resultType(),
                true);
    }

    @SuppressWarnings({"unchecked", "NullAway"
    }) // The method that was referred to has this result type; null where it says so.
    final R callHere(@Nullable Object... args) {
        return (R) core.definition().callHere(core.app(), args);
    }
}
