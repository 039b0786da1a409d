package dev.lovage;

import dev.lovage.messaging.LovageException;
import dev.lovage.wire.ExceptionMeta;

/** A task was revoked, terminated, or expired before it ran. */
public class TaskRevokedException extends LovageException {

    private static final long serialVersionUID = 1L;

    private final String taskId;

    public TaskRevokedException(String taskId, ExceptionMeta meta) {
        super("Task " + taskId + " was revoked: " + meta.summary());
        this.taskId = taskId;
    }

    /** The id of the call. */
    public String taskId() {
        return taskId;
    }
}
