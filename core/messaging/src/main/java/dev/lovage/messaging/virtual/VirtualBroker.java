package dev.lovage.messaging.virtual;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerStats;
import dev.lovage.messaging.Capability;
import dev.lovage.messaging.DeliveryListener;
import dev.lovage.messaging.Exchange;
import dev.lovage.messaging.Publisher;
import dev.lovage.messaging.Queue;
import dev.lovage.messaging.SubscribeOptions;
import dev.lovage.messaging.Subscription;
import dev.lovage.messaging.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * AMQP's manners over a {@link QueueStore}: exchanges with direct, topic and fanout routing, a prefetch window, leases renewed
 * while a delivery is out, fair cycling over queues, batched publishing and settling.
 */
public final class VirtualBroker implements Broker {

    private final Link link;
    private final BrokerOptions options;
    private final Routes routes;
    private final VirtualPublisher publisher;
    private final Set<VirtualSubscription> subscriptions = ConcurrentHashMap.newKeySet();
    private final AtomicLong stale = new AtomicLong();

    /** A broker on one store. */
    public VirtualBroker(QueueStore store, BrokerOptions options) {
        this.options = options;
        link = new Link(store, options);
        routes = new Routes(store);
        publisher = new VirtualPublisher(link, routes, options);
    }

    /** A broker on the first of several stores that answers, turning to the next whenever one can't be reached. */
    public static VirtualBroker over(List<QueueStore> stores, BrokerOptions options) {
        return new VirtualBroker(stores.size() == 1 ? stores.get(0) : new FailoverStore(stores), options);
    }

    @Override
    public String describe() {
        return link.store().describe();
    }

    @Override
    public boolean supports(Capability capability) {
        return link.store().supports(capability);
    }

    @Override
    public void connect(Duration timeout) {
        link.run(timeout, () -> link.store().connect(timeout));
    }

    @Override
    public Publisher publisher() {
        return publisher;
    }

    @Override
    public Topology topology() {
        return new VirtualTopology();
    }

    @Override
    public Subscription subscribe(SubscribeOptions wanted, DeliveryListener listener) {
        if (link.isClosed()) {
            throw new BrokerException("The link to " + describe() + " is closed");
        }
        VirtualSubscription subscription = new VirtualSubscription(link, routes, wanted, listener, options, stale);
        subscriptions.add(subscription);
        subscription.onClose(() -> subscriptions.remove(subscription));
        try {
            subscription.start();
        } catch (RuntimeException e) {
            subscription.close();
            throw e;
        }
        return subscription;
    }

    @Override
    public BrokerStats stats() {
        return new BrokerStats(link.reconnects(), stale.get(), 0);
    }

    @Override
    public void close() {
        List.copyOf(subscriptions).forEach(VirtualSubscription::close);
        link.close();
        publisher.close();
        link.store().close();
    }

    /** The administration of the store, with patience for one connection timeout. */
    private final class VirtualTopology implements Topology {

        @Override
        public void declare(Exchange exchange) {
            routes.remember(exchange);
        }

        @Override
        public void declare(Queue queue) {
            link.run(options.connectTimeout(), () -> routes.declare(queue));
        }

        @Override
        public void bind(String queue, Exchange exchange, String routingKey) {
            link.run(options.connectTimeout(), () -> routes.bind(queue, exchange, routingKey));
        }

        @Override
        public long purge(String queue) {
            return link.call(options.connectTimeout(), () -> link.store().purge(queue));
        }

        @Override
        public void delete(String queue) {
            link.run(options.connectTimeout(), () -> link.store().delete(queue));
        }

        @Override
        public long size(String queue) {
            return link.call(options.connectTimeout(), () -> link.store().size(queue));
        }
    }

    /** What this process declared, and where a message goes by it. */
    static final class Routes {

        private final QueueStore store;
        private final Map<String, Exchange> exchanges = new ConcurrentHashMap<>();

        Routes(QueueStore store) {
            this.store = store;
        }

        void remember(Exchange exchange) {
            if (!exchange.name().isEmpty()) {
                exchanges.put(exchange.name(), exchange);
            }
        }

        void declare(Queue queue) {
            store.declare(queue.name());
            bind(queue.name(), queue.exchange(), queue.routingKey());
        }

        void bind(String queue, Exchange exchange, String routingKey) {
            remember(exchange);
            if (!exchange.name().isEmpty()) {
                store.bind(exchange, routingKey, queue);
            }
        }

        /** Whether a queue bound to this exchange hears broadcasts rather than keeping messages. */
        boolean broadcasts(Exchange exchange) {
            return exchange.type() == Exchange.Type.FANOUT && store.supports(Capability.FANOUT);
        }

        /** The exchange as declared here; kombu's stores don't keep its type, so an unknown one is direct. */
        Exchange exchange(String name) {
            return exchanges.getOrDefault(name, Exchange.direct(name));
        }

        /** The queues that a message goes to. */
        List<String> queues(Exchange exchange, String routingKey, Set<Binding> bindings) {
            if (exchange.name().isEmpty()) {
                return List.of(routingKey);
            }
            return bindings.stream()
                    .filter(binding -> switch (exchange.type()) {
                        case DIRECT -> binding.routingKey().equals(routingKey);
                        case TOPIC -> TopicPattern.matches(binding.routingKey(), routingKey);
                        case FANOUT -> true;
                    })
                    .map(Binding::queue)
                    .distinct()
                    .toList();
        }

        Set<Binding> bindings(Exchange exchange) {
            return exchange.name().isEmpty() ? Set.of() : store.bindings(exchange);
        }
    }
}
