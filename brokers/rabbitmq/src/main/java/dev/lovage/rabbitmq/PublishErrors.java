package dev.lovage.rabbitmq;

import com.rabbitmq.client.AMQP;
import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.PublishTimeoutException;
import dev.lovage.messaging.UnroutableException;
import java.time.Duration;

/** The texts of all that can go wrong with a publish. */
final class PublishErrors {

    private final String broker;
    private final Duration timeout;

    PublishErrors(String broker, Duration timeout) {
        this.broker = broker;
        this.timeout = timeout;
    }

    BrokerException unroutable(Publication publication) {
        String key = publication.routingKey();
        return new UnroutableException(
                publication.exchange().isEmpty()
                        ? "There is no queue '" + key + "' on " + broker
                                + "; the message was not kept. Declare the queue first, "
                                + "start a worker that consumes it, or check the name"
                        : "No queue is bound to exchange '" + publication.exchange() + "' with routing key '" + key
                                + "' on " + broker
                                + "; the message was not kept. Declare the queue and its binding first, or check the names");
    }

    BrokerException refused(Publication publication, Refusal refusal, Throwable cause) {
        if (refusal.code() == AMQP.NOT_FOUND) {
            return new UnroutableException("There is no exchange '" + publication.exchange() + "' on " + broker
                    + "; the message was not kept. Declare the exchange first, or check its name");
        }
        return refusal.toException("A message for " + place(publication), broker, cause);
    }

    BrokerException negative(Publication publication) {
        return new BrokerException(broker + " could not take a message for " + place(publication)
                + " (basic.nack): the queue is full and rejects (x-overflow), or it lost its leader. Try again later");
    }

    BrokerException blocked(Publication publication, String reason) {
        return new PublishTimeoutException(
                broker + " takes no messages: it raised a memory or disk alarm (" + reason
                        + "). The message for " + place(publication) + " was not confirmed within publish_timeout, "
                        + seconds()
                        + ". Free memory or disk on the broker (rabbitmqctl status shows its alarms), or let consumers catch up",
                null);
    }

    BrokerException unconfirmed(Publication publication) {
        return new PublishTimeoutException(
                broker + " did not confirm a message for " + place(publication)
                        + " within publish_timeout, " + seconds()
                        + "; it may or may not be there. Try again if doing it twice "
                        + "does no harm, or raise publish_timeout",
                null);
    }

    BrokerException unreachable(Publication publication, String detail) {
        return new BrokerUnavailableException(
                "A message for " + place(publication) + " was not sent within publish_timeout, " + seconds() + ". "
                        + detail,
                null);
    }

    BrokerException closed(Publication publication) {
        return new BrokerException("The connection to " + broker + " was closed here before a message for "
                + place(publication) + " was confirmed; it may or may not be there");
    }

    BrokerException notCarried(Throwable cause) {
        return new BrokerException("This message can't be sent over AMQP: " + cause.getMessage(), cause);
    }

    private String seconds() {
        return timeout.toMillis() / 1000.0 + " s";
    }

    private static String place(Publication publication) {
        return publication.exchange().isEmpty()
                ? "queue '" + publication.routingKey() + "'"
                : "exchange '" + publication.exchange() + "' with routing key '" + publication.routingKey() + "'";
    }
}
