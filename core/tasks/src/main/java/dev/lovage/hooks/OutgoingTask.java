package dev.lovage.hooks;

import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import org.jspecify.annotations.Nullable;

/**
 * A call on its way to the broker. Immutable.
 *
 * @param id of the call
 * @param task the task's name
 * @param publication the message as it is going to be published, and where to
 */
public record OutgoingTask(String id, String task, Publication publication) {

    /** The message. */
    public Message message() {
        return publication.message();
    }

    /** The same call with another message. */
    public OutgoingTask withMessage(Message message) {
        return new OutgoingTask(
                id,
                task,
                new Publication(publication.exchange(), publication.routingKey(), message, publication.mandatory()));
    }

    /** The same call with one header more, or changed; the value is plain data. */
    public OutgoingTask withHeader(String name, @Nullable Object value) {
        return withMessage(message().withHeader(name, value));
    }
}
