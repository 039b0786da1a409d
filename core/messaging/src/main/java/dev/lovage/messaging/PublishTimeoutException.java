package dev.lovage.messaging;

import org.jspecify.annotations.Nullable;

/** The broker did not confirm a message within {@code publish_timeout}. The message may or may not be in the broker. */
public class PublishTimeoutException extends BrokerException {

    private static final long serialVersionUID = 1L;

    public PublishTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
