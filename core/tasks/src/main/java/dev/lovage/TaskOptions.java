package dev.lovage;

import dev.lovage.settings.Span;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a task says about itself beside its name; what is empty follows the settings. Immutable: each method with a value returns a
 * changed copy.
 *
 * @param aliases older names that a worker still accepts
 * @param timeLimit after which a run of it is ended for sure; zero for no limit, whatever the settings say
 * @param softTimeLimit after which a run of it is asked to stop; zero for no limit, whatever the settings say
 */
public record TaskOptions(
        List<String> aliases,
        Optional<String> queue,
        Optional<Boolean> acksLate,
        Optional<Boolean> ignoreResult,
        Optional<Boolean> trackStarted,
        Optional<String> serializer,
        Optional<Integer> priority,
        Optional<Duration> timeLimit,
        Optional<Duration> softTimeLimit) {

    /** Nothing said. */
    public static final TaskOptions NONE = new TaskOptions(
            List.of(),
            Optional.empty(),
            Optional.empty(),
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
                task.priority() < 0 ? Optional.empty() : Optional.of(task.priority()),
                span("timeLimit", task.timeLimit()),
                span("softTimeLimit", task.softTimeLimit()));
    }

    /** Ends a run of it for sure after that time; zero for no limit. */
    public TaskOptions timeLimit(Duration limit) {
        return new TaskOptions(
                aliases,
                queue,
                acksLate,
                ignoreResult,
                trackStarted,
                serializer,
                priority,
                Optional.of(limit),
                softTimeLimit);
    }

    /** Asks a run of it to stop after that time; zero for no limit. */
    public TaskOptions softTimeLimit(Duration limit) {
        return new TaskOptions(
                aliases,
                queue,
                acksLate,
                ignoreResult,
                trackStarted,
                serializer,
                priority,
                timeLimit,
                Optional.of(limit));
    }

    /** These, and where they say nothing, those. */
    TaskOptions or(TaskOptions those) {
        return new TaskOptions(
                aliases.isEmpty() ? those.aliases : aliases,
                queue.or(those::queue),
                acksLate.or(those::acksLate),
                ignoreResult.or(those::ignoreResult),
                trackStarted.or(those::trackStarted),
                serializer.or(those::serializer),
                priority.or(those::priority),
                timeLimit.or(those::timeLimit),
                softTimeLimit.or(those::softTimeLimit));
    }

    private static Optional<String> text(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    private static Optional<Boolean> flag(boolean[] value) {
        return value.length == 0 ? Optional.empty() : Optional.of(value[0]);
    }

    private static Optional<Duration> span(String name, String value) {
        try {
            return text(value).map(Span::parse);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " " + e.getMessage(), e);
        }
    }
}
