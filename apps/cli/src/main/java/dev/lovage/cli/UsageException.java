package dev.lovage.cli;

import dev.lovage.messaging.LovageException;

/** The command line asks for something that can't be. */
final class UsageException extends LovageException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
