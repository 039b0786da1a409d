package dev.lovage.binding;

import dev.lovage.messaging.LovageException;

/**
 * The arguments of a call do not fit the task's parameters. The message shows the task's signature and what is wrong.
 */
public class BadArgumentsException extends LovageException {

    private static final long serialVersionUID = 1L;

    public BadArgumentsException(String message) {
        super(message);
    }
}
