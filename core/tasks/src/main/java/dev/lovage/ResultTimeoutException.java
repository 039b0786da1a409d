package dev.lovage;

import dev.lovage.messaging.LovageException;
import java.time.Duration;

/** There was no result in time. The task may still run; nothing was cancelled. */
public class ResultTimeoutException extends LovageException {

    private static final long serialVersionUID = 1L;

    public ResultTimeoutException(String taskId, Duration timeout) {
        super("No result of task " + taskId + " within " + timeout.toMillis()
                + " ms. Is a worker running on its queue, "
                + "and does it use the same result backend? The task itself goes on");
    }
}
