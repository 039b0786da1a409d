package dev.lovage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.Brokers;
import dev.lovage.messaging.Capability;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import dev.lovage.messaging.SubscribeOptions;
import dev.lovage.messaging.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** What the contract of brokers is written with: the server under test, and short words for what tests do. */
abstract class BrokerFixture {

    static final Duration QUIET = Duration.ofMillis(400);
    static final Duration LEASE = Duration.ofSeconds(2);

    final List<Broker> opened = new ArrayList<>();

    /** The URL of the server under test; each call gives the same one. */
    protected abstract String url();

    /** How to take the server away, where there is one. */
    protected Optional<Outage> outage() {
        return Optional.empty();
    }

    /** The queue to test with; override to add arguments, such as those that make priorities work. */
    protected Queue queue(String name) {
        return Queue.named(name);
    }

    /** The priority that is served first of 0 and 9. */
    protected int mostUrgentPriority() {
        return 9;
    }

    /** The options to open with, beside a lease of two seconds. */
    protected BrokerOptions options() {
        return BrokerOptions.defaults().withTransportOptions(Map.of("visibility_timeout", (int) LEASE.toSeconds()));
    }

    @AfterEach
    void closeBrokers() {
        opened.forEach(Broker::close);
    }

    /** Opens a broker that is closed after the test. */
    protected final Broker open() {
        Broker broker = Brokers.open(url(), options());
        opened.add(broker);
        return broker;
    }

    Queue freshQueue(Broker broker) {
        return declared(broker, queue(unique("q")));
    }

    static Queue declared(Broker broker, Queue queue) {
        broker.topology().declare(queue);
        return queue;
    }

    static Subscription subscribe(Broker broker, int prefetch, Inbox inbox, Queue... queues) {
        return broker.subscribe(SubscribeOptions.of(List.of(queues), prefetch), inbox);
    }

    static void subscribeWith(Broker broker, Queue queue, dev.lovage.messaging.DeliveryListener listener) {
        broker.subscribe(SubscribeOptions.of(List.of(queue), 50), listener);
    }

    static void publish(Broker broker, Queue queue, String... bodies) {
        for (String body : bodies) {
            await(broker.publisher().publish(Publication.toQueue(queue.name(), message(body))));
        }
    }

    /** Nobody else finds anything in the queue, now or when leases have ended. */
    void assertNothingLeft(Queue queue) {
        Broker checker = Brokers.open(url(), options());
        try {
            Inbox inbox = new Inbox();
            subscribe(checker, 10, inbox, queue);
            inbox.expectNothing(
                    checker.supports(Capability.IMMEDIATE_REDELIVERY) ? QUIET : LEASE.plus(Duration.ofMillis(1200)));
            assertThat(checker.topology().size(queue.name())).isZero();
        } finally {
            checker.close();
        }
    }

    static String unique(String name) {
        return name + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    static Message message(String body) {
        return new Message(bytes(body), "text/plain", "utf-8", Map.of(), Map.of());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static void await(java.util.concurrent.CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new CompletionException(e.getCause());
        }
    }
}
