package dev.lovage.messaging;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * A named place that messages are sent to, and its rule for passing them on to queues.
 *
 * @param name empty for the anonymous exchange, which routes to the queue named by the routing key
 */
public record Exchange(String name, Type type, boolean durable, boolean autoDelete, Map<String, Object> arguments) {

    /** How an exchange routes. */
    public enum Type {
        /** To queues bound with exactly the routing key. */
        DIRECT,
        /** To queues bound with a pattern of dot-separated words: {@code *} is one word, {@code #} any number. */
        TOPIC,
        /** To every bound queue. */
        FANOUT;

        /** The name on the wire. */
        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** The exchange that routes to the queue named by the routing key. */
    public static final Exchange ANONYMOUS = direct("");

    public Exchange {
        requireNonNull(name, "name");
        requireNonNull(type, "type");
        arguments = Map.copyOf(arguments);
    }

    public static Exchange direct(String name) {
        return new Exchange(name, Type.DIRECT, true, false, Map.of());
    }

    public static Exchange topic(String name) {
        return new Exchange(name, Type.TOPIC, true, false, Map.of());
    }

    public static Exchange fanout(String name) {
        return new Exchange(name, Type.FANOUT, true, false, Map.of());
    }
}
