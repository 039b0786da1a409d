package dev.lovage;

import dev.lovage.messaging.LovageException;

/** A result was asked for that nobody keeps. The message says what to set. */
public class NoResultBackendException extends LovageException {

    private static final long serialVersionUID = 1L;

    public NoResultBackendException(String message) {
        super(message);
    }
}
