package dev.lovage.cli;

import dev.lovage.messaging.LovageException;

/** A file that the program is to write can't be made, or is another's. */
final class CannotCreateException extends LovageException {

    private static final long serialVersionUID = 1L;

    CannotCreateException(String message) {
        super(message);
    }

    CannotCreateException(String message, Throwable cause) {
        super(message, cause);
    }
}
