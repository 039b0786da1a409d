package dev.lovage.rabbitmq;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerStats;
import dev.lovage.messaging.BrokerUrl;
import dev.lovage.messaging.Capability;
import dev.lovage.messaging.DeliveryListener;
import dev.lovage.messaging.Publisher;
import dev.lovage.messaging.SubscribeOptions;
import dev.lovage.messaging.Subscription;
import dev.lovage.messaging.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

/**
 * RabbitMQ, over two connections: one that publishes, one for all else, so that a broker which takes no messages for want
 * of memory still delivers, and still accepts acknowledgements.
 *
 * <p>Each connection, and on it each channel, is made anew by us, not by the client library: only we know what was not
 * confirmed and what must not be acknowledged any more.
 */
final class RabbitBroker implements Broker {

    private static final Set<Capability> CAPABILITIES = Set.of(
            Capability.FANOUT,
            Capability.PRIORITY,
            Capability.DURABLE,
            Capability.SHARED,
            Capability.IMMEDIATE_REDELIVERY);

    private final BrokerOptions options;
    private final ThreadFactory threads = RabbitBroker::daemon;
    private final ExecutorService consumers = Executors.newCachedThreadPool(threads);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(threads);
    private final Counters counters = new Counters();
    private final Link consuming;
    private final Link publishing;
    private final RabbitTopology topology;
    private final RabbitPublisher publisher;
    private final Set<RabbitSubscription> subscriptions = ConcurrentHashMap.newKeySet();

    RabbitBroker(List<BrokerUrl> urls, BrokerOptions options) {
        this.options = options;
        Connector connector = new Connector(options, threads, consumers);
        LinkReport report = new LinkReport(options.listener());
        consuming = new Link("consume", urls, connector, options, report, counters, threads);
        publishing = new Link("publish", urls, connector, options, report, counters, threads);
        topology = new RabbitTopology(consuming, options);
        publisher = new RabbitPublisher(publishing, report, options, timer, threads);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "lovage-rabbitmq");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public String describe() {
        return consuming.describe();
    }

    @Override
    public boolean supports(Capability capability) {
        return CAPABILITIES.contains(capability);
    }

    @Override
    public void connect(Duration timeout) {
        consuming.await(timeout);
    }

    @Override
    public Publisher publisher() {
        return publisher;
    }

    @Override
    public Topology topology() {
        return topology;
    }

    @Override
    public Subscription subscribe(SubscribeOptions wanted, DeliveryListener listener) {
        RabbitSubscription subscription =
                new RabbitSubscription(consuming, topology, counters, options, wanted, listener, threads);
        subscription.start();
        subscriptions.removeIf(RabbitSubscription::isClosed);
        subscriptions.add(subscription);
        return subscription;
    }

    @Override
    public BrokerStats stats() {
        return counters.read();
    }

    @Override
    public void close() {
        subscriptions.forEach(RabbitSubscription::close);
        publisher.close();
        publishing.close();
        consuming.close();
        timer.shutdownNow();
        consumers.shutdown();
    }
}
