package dev.lovage.messaging;

import java.time.Duration;

/**
 * A live, self-healing link to one broker URL list.
 *
 * <p>Opening it connects nothing yet; it connects on first use and for ever after a loss, with jittered back-off of 1 to
 * 30 seconds, turning to the next URL of the list each time. Thread-safe.
 */
public interface Broker extends AutoCloseable {

    /** Its URL without the password, for people. */
    String describe();

    boolean supports(Capability capability);

    /**
     * Connects now if it is not connected.
     *
     * @throws BrokerUnavailableException when none of the URLs could be reached in that time
     */
    void connect(Duration timeout);

    Publisher publisher();

    Topology topology();

    /**
     * Declares queues and consumes from them. Returns when the broker agreed; blocks, at most for the connection timeout.
     *
     * @throws BrokerUnavailableException when it can't be reached; nothing is left behind then
     */
    Subscription subscribe(SubscribeOptions options, DeliveryListener listener);

    BrokerStats stats();

    /** Closes every subscription and connection. Publishes not yet confirmed fail. Closing twice is fine. */
    @Override
    void close();
}
