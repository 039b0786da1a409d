package dev.lovage.rabbitmq;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerProvider;
import dev.lovage.messaging.BrokerUrl;
import java.util.List;
import java.util.Set;

/**
 * Opens RabbitMQ by {@code amqp://user:password@host:port/vhost}, and by {@code amqps://} over TLS.
 *
 * <p>As in kombu, {@code amqp://} alone is guest at localhost, and a path of {@code /} or {@code //} is the virtual host
 * {@code /}. For TLS the transport option {@code ssl} may be a map with {@code ca_certs}, the path of a PEM file with the
 * authorities to trust instead of the system's; the host name is always verified.
 */
public final class RabbitBrokerProvider implements BrokerProvider {

    @Override
    public Set<String> schemes() {
        return Set.of("amqp", "amqps", "pyamqp");
    }

    @Override
    public Broker open(List<BrokerUrl> urls, BrokerOptions options) {
        return new RabbitBroker(urls, options);
    }
}
