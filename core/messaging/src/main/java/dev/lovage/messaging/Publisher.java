package dev.lovage.messaging;

import java.util.concurrent.CompletionStage;

/** Publishes messages. Thread-safe, never blocks; publishing many before awaiting one is how to be fast. */
public interface Publisher {

    /**
     * Sends a message.
     *
     * @return completes when the broker has the message (and is then never lost while the broker keeps its promise), or
     *     fails within {@code publish_timeout} with {@link UnroutableException}, {@link PublishTimeoutException},
     *     {@link BrokerUnavailableException} or another {@link BrokerException}. May complete on a thread of the broker:
     *     don't block it.
     */
    CompletionStage<Void> publish(Publication publication);
}
