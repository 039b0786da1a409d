package dev.lovage.messaging;

import java.util.Optional;

/**
 * A received message, and exactly one of {@link #ack}, {@link #requeue}, {@link #reject}.
 *
 * <p>Settling never blocks and may be called on any thread. A delivery whose channel or lease is gone can no longer be
 * settled: the call is counted in {@link BrokerStats#staleSettlements()} and never applied to anything else. A second
 * settlement of the same delivery throws {@link IllegalStateException}.
 */
public interface Delivery {

    Message message();

    /** The queue it came from. */
    String queue();

    /** The exchange it was published to, empty for the anonymous one. */
    String exchange();

    String routingKey();

    /** Whether the broker says that this message was delivered before. */
    boolean redelivered();

    /**
     * How often this message was delivered before without being settled, as far as the broker counts; 0 or more. At least 1
     * when {@link #redelivered()}.
     */
    int deliveryCount();

    /** Why the transport could not read this message. Its body is then the raw bytes as found in the broker. */
    Optional<String> problem();

    /**
     * Whether its channel or lease is known to be gone: the broker hands the message out again, or has done so, and settling this
     * delivery changes nothing. May become true at any time, and stays so.
     */
    default boolean stale() {
        return false;
    }

    /**
     * Whether its lease may have ended unnoticed, as this process stood still or the broker was away for as long as that. Passes as soon as
     * the broker has been asked: then the delivery is {@link #stale}, or as good as before.
     */
    default boolean doubtful() {
        return false;
    }

    /** Done with: the broker forgets the message. */
    void ack();

    /** Back to the queue, to be delivered again. */
    void requeue();

    /** Refused: the broker forgets the message, or dead-letters it where the queue says so. */
    void reject();
}
