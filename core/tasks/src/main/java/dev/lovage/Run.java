package dev.lovage;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run of a task, as the worker that runs it knows it. Implemented by workers; tasks see it as {@link TaskContext}.
 *
 * <p>Its methods are called by the task, on any of its threads.
 */
public interface Run {

    /** The id of the call. */
    String id();

    /** The name that the message called. */
    String task();

    /** The id of the call that all this began with; the own id if it began here. */
    String rootId();

    /** The id of the task that made this call. */
    Optional<String> parentId();

    /** How often it was tried before. */
    int retries();

    /** The headers of the message that are not Celery's own. */
    Map<String, @Nullable Object> headers();

    /** The queue that the message came from. */
    String queue();

    /** The node name of the worker. */
    String hostname();

    /** Who sent the call, for people: {@code gen42@host (py)}; empty when unknown. */
    String origin();

    /** The app that calls made from within the task go through. */
    Lovage app();

    /** Reports a state of the task's own; {@code meta} is plain data. */
    void update(String state, @Nullable Object meta);

    /** Notes that the task called another one. */
    void called(String childId);

    /** The arguments fit, and the task's method is called now, on this thread. */
    default void begins() {}

    /**
     * Throws {@link SoftTimeLimitExceeded} on the task's own thread if the soft limit was reached and it was not thrown before.
     *
     * @param asked whether the task itself asks; else it has been told enough if it was woken from a wait
     */
    default void checkTimeLimit(boolean asked) {}

    /** The time to the next limit; zero when the last one was reached, empty without limits. */
    default Optional<Duration> remaining() {
        return Optional.empty();
    }
}
