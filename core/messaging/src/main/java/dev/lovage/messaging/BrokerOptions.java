package dev.lovage.messaging;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;

/**
 * How to hold a link to a broker, whichever it is.
 *
 * @param clientName shown by the broker for this connection, where it shows one
 * @param connectTimeout for one attempt ({@code broker_connection_timeout})
 * @param publishTimeout until a publish is confirmed or fails ({@code publish_timeout})
 * @param heartbeat how soon a silent peer is noticed at the latest: twice this ({@code broker_heartbeat})
 * @param transportOptions {@code broker_transport_options}, named as in kombu; unknown ones are ignored
 */
public record BrokerOptions(
        String clientName,
        Duration connectTimeout,
        Duration publishTimeout,
        Duration heartbeat,
        Map<String, Object> transportOptions,
        ConnectionListener listener,
        Clock clock) {

    public BrokerOptions {
        requireNonNull(clientName, "clientName");
        transportOptions = Map.copyOf(transportOptions);
        requireNonNull(listener, "listener");
        requireNonNull(clock, "clock");
    }

    public static BrokerOptions defaults() {
        return new BrokerOptions(
                "lovage",
                Duration.ofSeconds(4),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Map.of(),
                ConnectionListener.NONE,
                Clock.system());
    }

    public BrokerOptions withClientName(String name) {
        return new BrokerOptions(name, connectTimeout, publishTimeout, heartbeat, transportOptions, listener, clock);
    }

    public BrokerOptions withConnectTimeout(Duration timeout) {
        return new BrokerOptions(clientName, timeout, publishTimeout, heartbeat, transportOptions, listener, clock);
    }

    public BrokerOptions withPublishTimeout(Duration timeout) {
        return new BrokerOptions(clientName, connectTimeout, timeout, heartbeat, transportOptions, listener, clock);
    }

    public BrokerOptions withHeartbeat(Duration interval) {
        return new BrokerOptions(
                clientName, connectTimeout, publishTimeout, interval, transportOptions, listener, clock);
    }

    public BrokerOptions withTransportOptions(Map<String, Object> options) {
        return new BrokerOptions(clientName, connectTimeout, publishTimeout, heartbeat, options, listener, clock);
    }

    public BrokerOptions withListener(ConnectionListener other) {
        return new BrokerOptions(clientName, connectTimeout, publishTimeout, heartbeat, transportOptions, other, clock);
    }

    public BrokerOptions withClock(Clock other) {
        return new BrokerOptions(
                clientName, connectTimeout, publishTimeout, heartbeat, transportOptions, listener, other);
    }
}
