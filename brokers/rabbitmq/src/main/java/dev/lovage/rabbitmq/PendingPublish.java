package dev.lovage.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import dev.lovage.messaging.Publication;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** A message on its way: not yet written, or written and not yet confirmed. The publisher's lock guards its fields. */
final class PendingPublish {

    final Publication publication;
    final BasicProperties properties;
    final long deadline;
    final CompletableFuture<Void> stage = new CompletableFuture<>();

    /** Whether a copy of it may already be in the broker. */
    boolean written;

    /** Whether it was outstanding when the broker closed the channel over one of those outstanding. */
    boolean suspect;

    PendingPublish(Publication publication, BasicProperties properties, long deadline) {
        this.publication = publication;
        this.properties = properties;
        this.deadline = deadline;
    }

    /** Whether a message that came back, which has no number on it, can be this one. */
    boolean matches(String exchange, String routingKey, BasicProperties returned, byte[] body) {
        return publication.mandatory()
                && publication.exchange().equals(exchange)
                && publication.routingKey().equals(routingKey)
                && Objects.equals(properties.getCorrelationId(), returned.getCorrelationId())
                && Objects.equals(properties.getMessageId(), returned.getMessageId())
                && Arrays.equals(publication.message().body(), body);
    }
}
