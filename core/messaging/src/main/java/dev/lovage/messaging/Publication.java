package dev.lovage.messaging;

import static java.util.Objects.requireNonNull;

/**
 * A message and where to send it.
 *
 * @param exchange an exchange's name, empty for the anonymous one
 * @param mandatory whether a message that reaches no queue is an error ({@link UnroutableException}) or is dropped
 */
public record Publication(String exchange, String routingKey, Message message, boolean mandatory) {

    public Publication {
        requireNonNull(exchange, "exchange");
        requireNonNull(routingKey, "routingKey");
        requireNonNull(message, "message");
    }

    /** To a queue by its name, through the anonymous exchange; the queue must exist. */
    public static Publication toQueue(String queue, Message message) {
        return new Publication("", queue, message, true);
    }
}
