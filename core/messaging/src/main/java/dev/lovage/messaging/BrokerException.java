package dev.lovage.messaging;

import org.jspecify.annotations.Nullable;

/** A broker refused or failed something. Subclasses tell the cases that a caller may want to tell apart. */
public class BrokerException extends LovageException {

    private static final long serialVersionUID = 1L;

    public BrokerException(String message) {
        super(message);
    }

    public BrokerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
