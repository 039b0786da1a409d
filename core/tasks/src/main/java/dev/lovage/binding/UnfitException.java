package dev.lovage.binding;

import dev.lovage.messaging.LovageException;
import org.jspecify.annotations.Nullable;

/** A value from a message is not of the type that is asked for. */
public class UnfitException extends LovageException {

    private static final long serialVersionUID = 1L;

    public UnfitException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
