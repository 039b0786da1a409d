package dev.lovage;

import dev.lovage.messaging.LovageException;
import org.jspecify.annotations.Nullable;

/**
 * A task is not defined as it must be: no name, a name twice, a shape that can't be called. A mistake in the program.
 */
public class TaskDefinitionException extends LovageException {

    private static final long serialVersionUID = 1L;

    public TaskDefinitionException(String message) {
        super(message);
    }

    public TaskDefinitionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
