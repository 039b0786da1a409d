package dev.lovage.results;

import java.util.Set;

/**
 * The state of a task: one of Celery's, or a name of the task's own.
 *
 * @param name in capitals by custom; as it stands on the wire
 */
public record TaskState(String name) {

    public static final TaskState PENDING = new TaskState("PENDING");
    public static final TaskState RECEIVED = new TaskState("RECEIVED");
    public static final TaskState STARTED = new TaskState("STARTED");
    public static final TaskState SUCCESS = new TaskState("SUCCESS");
    public static final TaskState FAILURE = new TaskState("FAILURE");
    public static final TaskState REVOKED = new TaskState("REVOKED");
    public static final TaskState REJECTED = new TaskState("REJECTED");
    public static final TaskState RETRY = new TaskState("RETRY");
    public static final TaskState IGNORED = new TaskState("IGNORED");

    private static final Set<TaskState> READY = Set.of(SUCCESS, FAILURE, REVOKED);
    private static final Set<TaskState> EXCEPTION = Set.of(FAILURE, RETRY, REVOKED);

    public TaskState {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A task state needs a name");
        }
    }

    /** Whether it is final: whoever waits for the result stops waiting. */
    public boolean ready() {
        return READY.contains(this);
    }

    /** Whether the stored result is an exception. */
    public boolean exception() {
        return EXCEPTION.contains(this);
    }

    @Override
    public String toString() {
        return name;
    }
}
