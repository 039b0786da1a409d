package dev.lovage.messaging;

import org.jspecify.annotations.Nullable;

/** No connection to the broker could be had in the time allowed. The operation may be tried again. */
public class BrokerUnavailableException extends BrokerException {

    private static final long serialVersionUID = 1L;

    public BrokerUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
