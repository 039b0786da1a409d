package dev.lovage.worker.app;

import dev.lovage.messaging.LovageException;
import org.jspecify.annotations.Nullable;

/** What was named with {@code -A} can't be loaded; the message is for the person at the terminal. */
public final class ApplicationException extends LovageException {

    private static final long serialVersionUID = 1L;

    public ApplicationException(String message) {
        super(message);
    }

    public ApplicationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
