package dev.lovage.messaging.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.PublishTimeoutException;
import dev.lovage.messaging.Queue;
import dev.lovage.messaging.SubscribeOptions;
import dev.lovage.messaging.Subscription;
import dev.lovage.messaging.virtual.QueueStore;
import dev.lovage.messaging.virtual.VirtualBroker;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a broker over a store does when the store fails: before it did what it was asked, or after. */
class VirtualBrokerFaultsTest {

    private final MemoryServer server = new MemoryServer(Clock.system());
    private final Queue queue = Queue.named("q");

    /** Operations that fail once each: before they are done, or after. */
    private final Set<String> failBefore = ConcurrentHashMap.newKeySet();

    private final Set<String> failAfter = ConcurrentHashMap.newKeySet();
    private volatile boolean down;

    @Test
    void aPublishIsTriedAgainUntilTheStoreIsBack() throws Exception {
        try (Broker broker = broker(Duration.ofSeconds(10))) {
            failBefore.add("push");
            publish(broker, "one").get(10, TimeUnit.SECONDS);
            assertThat(server.size("q")).isEqualTo(1);
            assertThat(broker.stats().reconnects()).isZero();
        }
    }

    @Test
    void aPublishFailsInTimeWhenTheStoreStaysAway() {
        try (Broker broker = broker(Duration.ofMillis(300))) {
            down = true;
            assertThatThrownBy(() -> publish(broker, "one").get(5, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfAny(PublishTimeoutException.class, BrokerUnavailableException.class)
                    .hasMessageContaining("store");
        }
    }

    @Test
    void aSettlementThatFailedAfterItWasAppliedIsCountedNotLost() throws Exception {
        try (Broker broker = broker(Duration.ofSeconds(10))) {
            BlockingQueue<Delivery> inbox = new LinkedBlockingQueue<>();
            publish(broker, "one").get(10, TimeUnit.SECONDS);
            Subscription subscription = broker.subscribe(SubscribeOptions.of(List.of(queue), 1), inbox::add);
            Delivery delivery = inbox.take();
            failAfter.add("settle");
            delivery.ack();
            subscription.close();
            assertThat(server.size("q")).isZero();
            assertThat(server.restoreExpired()).isZero();
            assertThat(broker.stats().staleSettlements()).isEqualTo(1);
        }
    }

    @Test
    void aConsumerGoesOnAfterAFault() throws Exception {
        try (Broker broker = broker(Duration.ofSeconds(10))) {
            BlockingQueue<Delivery> inbox = new LinkedBlockingQueue<>();
            broker.subscribe(SubscribeOptions.of(List.of(queue), 1), inbox::add);
            failBefore.addAll(Set.of("claim", "await", "renew", "restoreExpired"));
            publish(broker, "one").get(10, TimeUnit.SECONDS);
            Delivery delivery = inbox.poll(20, TimeUnit.SECONDS);
            assertThat(delivery).isNotNull();
            delivery.ack();
        }
    }

    @Test
    void theNextStoreOfAListIsTakenWhenOneIsAway() throws Exception {
        down = true;
        MemoryServer second = new MemoryServer(Clock.system());
        QueueStore good = new MemoryQueueStore("second", second, Duration.ofSeconds(5));
        try (Broker broker = VirtualBroker.over(List.of(faulty(), good), options(Duration.ofSeconds(10)))) {
            publish(broker, "one").get(10, TimeUnit.SECONDS);
            assertThat(second.size("q")).isEqualTo(1);
            assertThat(broker.describe()).isEqualTo("second");
        }
    }

    @Test
    void aLeaseIsInDoubtWhileTheStoreIsAwayForAsLongAsThat() throws Exception {
        Duration lease = Duration.ofMillis(1500);
        QueueStore store = faulty(new MemoryQueueStore("faulty store", server, lease));
        try (Broker broker = VirtualBroker.over(List.of(store), options(Duration.ofSeconds(10)))) {
            BlockingQueue<Delivery> inbox = new LinkedBlockingQueue<>();
            publish(broker, "one").get(10, TimeUnit.SECONDS);
            broker.subscribe(SubscribeOptions.of(List.of(queue), 1), inbox::add);
            Delivery delivery = inbox.take();
            Clock clock = Clock.system();
            for (long begin = clock.nanoTime(); clock.nanoTime() - begin < 2 * lease.toNanos(); ) {
                assertThat(delivery.doubtful()).as("while it is renewed").isFalse();
                clock.sleep(Duration.ofMillis(10));
            }
            down = true;
            awaitDoubt(delivery, true);
            assertThat(delivery.stale()).as("nobody has said so").isFalse();
            down = false;
            awaitDoubt(delivery, false);
            assertThat(delivery.stale()).isFalse();
            delivery.ack();
        }
        assertThat(server.size("q")).isZero();
        assertThat(server.restoreExpired()).isZero();
    }

    private static void awaitDoubt(Delivery delivery, boolean wanted) throws InterruptedException {
        Clock clock = Clock.system();
        long begin = clock.nanoTime();
        while (delivery.doubtful() != wanted) {
            assertThat(clock.nanoTime() - begin)
                    .isLessThan(Duration.ofSeconds(30).toNanos());
            clock.sleep(Duration.ofMillis(5));
        }
    }

    private java.util.concurrent.CompletableFuture<Void> publish(Broker broker, String body) {
        Message message = new Message(body.getBytes(StandardCharsets.UTF_8), "text/plain", "utf-8", Map.of(), Map.of());
        return broker.publisher().publish(Publication.toQueue("q", message)).toCompletableFuture();
    }

    private Broker broker(Duration publishTimeout) {
        return new VirtualBroker(faulty(), options(publishTimeout));
    }

    private static BrokerOptions options(Duration publishTimeout) {
        return BrokerOptions.defaults().withPublishTimeout(publishTimeout);
    }

    private QueueStore faulty() {
        return faulty(new MemoryQueueStore("store", server, Duration.ofSeconds(5)));
    }

    private QueueStore faulty(QueueStore store) {
        return (QueueStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {QueueStore.class}, (proxy, method, arguments) -> {
                    boolean local =
                            Set.of("describe", "lease", "supports", "close").contains(method.getName());
                    if (!local && (down || failBefore.remove(method.getName()))) {
                        throw new BrokerUnavailableException("The store is away", null);
                    }
                    try {
                        Object result = method.invoke(store, arguments);
                        if (failAfter.remove(method.getName())) {
                            throw new BrokerUnavailableException("The store went away", null);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
