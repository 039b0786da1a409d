package dev.lovage.cli;

import dev.lovage.messaging.LovageException;
import org.jspecify.annotations.Nullable;

/** The application that the user named can't be loaded. */
final class UnloadableException extends LovageException {

    private static final long serialVersionUID = 1L;

    UnloadableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
