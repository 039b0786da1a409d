package dev.lovage.messaging;

import org.jspecify.annotations.Nullable;

/** The root of everything Lovage throws: unchecked, and its message says what happened, where, and what to do. */
public class LovageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LovageException(String message) {
        super(message);
    }

    public LovageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
