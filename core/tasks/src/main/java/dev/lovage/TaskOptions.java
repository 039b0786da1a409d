package dev.lovage;

import java.util.List;
import java.util.Optional;

/**
 * What a task says about itself beside its name; what is empty follows the settings.
 *
 * @param aliases older names that a worker still accepts
 */
public record TaskOptions(
        List<String> aliases,
        Optional<String> queue,
        Optional<Boolean> acksLate,
        Optional<Boolean> ignoreResult,
        Optional<Boolean> trackStarted,
        Optional<String> serializer,
        Optional<Integer> priority) {

    /** Nothing said. */
    public static final TaskOptions NONE = new TaskOptions(
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public TaskOptions {
        aliases = List.copyOf(aliases);
    }

    static TaskOptions of(Task task) {
        return new TaskOptions(
                List.of(task.aliases()),
                text(task.queue()),
                flag(task.acksLate()),
                flag(task.ignoreResult()),
                flag(task.trackStarted()),
                text(task.serializer()),
                task.priority() < 0 ? Optional.empty() : Optional.of(task.priority()));
    }

    private static Optional<String> text(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    private static Optional<Boolean> flag(boolean[] value) {
        return value.length == 0 ? Optional.empty() : Optional.of(value[0]);
    }
}
