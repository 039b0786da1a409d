package dev.lovage.messaging;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A named place where messages wait until a consumer takes them, with the exchange and key it is bound by.
 *
 * <p>As kombu's {@code Queue}: declaring one declares its exchange, the queue, and the binding between them.
 *
 * @param exchange the exchange it is bound to; {@link Exchange#ANONYMOUS} for no binding
 * @param routingKey the key, or for a topic exchange the pattern, of the binding
 * @param arguments the {@code x-} arguments; values are String, Integer, Long or Boolean
 */
public record Queue(
        String name,
        Exchange exchange,
        String routingKey,
        boolean durable,
        boolean autoDelete,
        boolean exclusive,
        Map<String, Object> arguments) {

    public Queue {
        if (requireNonNull(name, "name").isEmpty()) {
            throw new IllegalArgumentException("A queue needs a name");
        }
        requireNonNull(exchange, "exchange");
        requireNonNull(routingKey, "routingKey");
        arguments = Map.copyOf(arguments);
    }

    /** A durable queue bound to a direct exchange of its own name by its own name: what Celery makes of a bare name. */
    public static Queue named(String name) {
        return of(name, Exchange.direct(name), name);
    }

    /** A durable queue bound to an exchange. */
    public static Queue of(String name, Exchange exchange, String routingKey) {
        return new Queue(name, exchange, routingKey, true, false, false, Map.of());
    }

    /** A queue for one consumer that goes away with it, reached through the anonymous exchange. */
    public static Queue temporary(String name) {
        return new Queue(name, Exchange.ANONYMOUS, name, false, true, false, Map.of());
    }

    /** This queue with one argument more, or changed. */
    public Queue withArgument(String key, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(arguments);
        changed.put(key, value);
        return new Queue(name, exchange, routingKey, durable, autoDelete, exclusive, changed);
    }
}
