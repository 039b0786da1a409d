package dev.lovage.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.Brokers;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.Exchange;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.PublishTimeoutException;
import dev.lovage.messaging.Queue;
import dev.lovage.messaging.SubscribeOptions;
import dev.lovage.messaging.Subscription;
import dev.lovage.messaging.UnroutableException;
import dev.lovage.testkit.Eventually;
import dev.lovage.testkit.Inbox;
import dev.lovage.testkit.RabbitServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What RabbitMQ can do to us, beyond what every broker can. */
@Timeout(120)
final class RabbitFaultsTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    private static RabbitServer server;
    private final List<Broker> opened = new ArrayList<>();
    private final String name = "q-" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeAll
    static void start() {
        server = RabbitServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void closeBrokers() {
        opened.forEach(Broker::close);
    }

    @Test
    void whatWasConfirmedOutlivesAKilledServer() throws Exception {
        Broker broker = open(BrokerOptions.defaults().withPublishTimeout(Duration.ofSeconds(40)));
        Queue queue = declared(broker, Queue.named(name));
        List<CompletableFuture<Void>> publishes = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            publishes.add(publish(broker, queue, "m" + i));
            if (i == 2500) {
                publishes.get(500).get(30, TimeUnit.SECONDS);
                server.kill();
            }
        }
        server.restart();
        CompletableFuture.allOf(publishes.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        Set<String> found = new HashSet<>();
        Subscription subscription = subscribe(
                broker,
                0,
                delivery -> {
                    found.add(Inbox.text(delivery));
                    delivery.ack();
                },
                queue);
        Eventually.until(Duration.ofSeconds(30), "all 5,000 confirmed messages are there", () -> found.size() == 5000);
        subscription.close();
        assertThat(broker.stats().reconnects()).isPositive();
        assertThat(broker.topology().size(name)).isZero();
    }

    @Test
    void anAlarmEndsAPublishAtItsTimeoutAndConsumingGoesOn() {
        Broker broker = open(BrokerOptions.defaults().withPublishTimeout(Duration.ofSeconds(2)));
        Queue queue = declared(broker, Queue.named(name));
        publish(broker, queue, "before").join();
        server.control("set_vm_memory_high_watermark", "0");
        try {
            CompletableFuture<Void> first = publish(broker, queue, "during");
            assertThatThrownBy(() -> first.get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(PublishTimeoutException.class)
                    .hasMessageContaining("memory or disk alarm")
                    .hasMessageContaining(name);
            Inbox inbox = new Inbox();
            Subscription subscription = subscribe(broker, 1, inbox, queue);
            Delivery before = inbox.next();
            assertThat(Inbox.text(before)).isEqualTo("before");
            before.ack();
            subscription.close();
        } finally {
            server.control("set_vm_memory_high_watermark", "absolute", "1GB");
        }
        Eventually.until(
                SOON,
                "messages are taken again",
                () -> publish(broker, queue, "after")
                        .handle((done, failure) -> failure == null)
                        .join());
    }

    @Test
    void aQueueDeletedUnderItsConsumerIsDeclaredAndConsumedAgain() {
        Broker broker = open();
        Queue queue = Queue.named(name);
        Inbox inbox = new Inbox();
        subscribe(broker, 5, inbox, queue);
        for (int i = 0; i < 5; i++) {
            server.control("delete_queue", name);
            String body = "round " + i;
            Eventually.until(
                    SOON,
                    "the queue is back",
                    () -> publish(broker, queue, body)
                            .handle((done, failure) -> failure == null)
                            .join());
            Delivery delivery = inbox.next(SOON);
            assertThat(Inbox.text(delivery)).isEqualTo(body);
            delivery.ack();
        }
        assertThat(broker.stats().reconnects()).isZero();
    }

    @Test
    void connectionsClosedAreMadeAnewAndLateAcksCountedNeverApplied() {
        Broker broker = open();
        Queue queue = declared(broker, Queue.named(name));
        Inbox inbox = new Inbox();
        subscribe(broker, 5, inbox, queue);
        for (int i = 0; i < 5; i++) {
            publish(broker, queue, "in doubt").join();
            Delivery stale = inbox.next();
            server.control("close_all_connections", "test");
            Delivery again = inbox.next();
            assertThat(again.redelivered()).isTrue();
            assertThat(again.deliveryCount()).isPositive();
            stale.ack();
            assertThat(broker.stats().staleSettlements()).isEqualTo(i + 1);
            again.ack();
        }
        Eventually.until(SOON, "nothing is left", () -> broker.topology().size(name) == 0);
        inbox.expectNothing(Duration.ofMillis(200));
        assertThat(broker.stats().reconnects()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void aChannelThatTheServerClosesIsOpenedAgain() {
        Broker broker = open();
        server.control("eval", "application:set_env(rabbit, channel_tick_interval, 200).");
        server.control("eval", "application:set_env(rabbit, consumer_timeout, 500).");
        Delivery overdue;
        Inbox inbox = new Inbox();
        try {
            Queue queue = declared(broker, Queue.named(name));
            subscribe(broker, 1, inbox, queue);
            publish(broker, queue, "slow").join();
            overdue = inbox.next();
            Delivery again = inbox.next();
            assertThat(again.redelivered()).isTrue();
            overdue.ack();
            assertThat(broker.stats().staleSettlements()).isEqualTo(1);
            again.ack();
        } finally {
            server.control("eval", "application:set_env(rabbit, consumer_timeout, 1800000).");
            server.control("eval", "application:set_env(rabbit, channel_tick_interval, 60000).");
        }
        assertThat(broker.stats().reconnects()).isZero();
    }

    @Test
    void oneImpossibleMessageHarmsNoOther() {
        Broker broker = open();
        Queue queue = declared(broker, Queue.named(name));
        List<CompletableFuture<Void>> good = new ArrayList<>();
        List<CompletableFuture<Void>> bad = new ArrayList<>();
        Message huge = message("huge").withHeader("big", "x".repeat(200_000));
        for (int i = 0; i < 300; i++) {
            good.add(publish(broker, queue, "m" + i));
            if (i % 100 == 50) {
                bad.add(publish(broker, new Publication("no-such-exchange", "k", message("lost"), true)));
                bad.add(publish(broker, Publication.toQueue("no-such-queue", message("lost"))));
                bad.add(publish(broker, Publication.toQueue(name, huge)));
                bad.add(publish(broker, Publication.toQueue(name, message("x").withProperty("expiration", "soon"))));
            }
        }
        CompletableFuture.allOf(good.toArray(CompletableFuture[]::new)).join();
        for (int i = 0; i < bad.size(); i++) {
            Class<?> kind = i % 4 < 2 ? UnroutableException.class : BrokerException.class;
            assertThat(bad.get(i))
                    .failsWithin(SOON)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(kind.asSubclass(Throwable.class));
        }
        assertThat(broker.topology().size(name)).isBetween(300L, 600L);
    }

    @Test
    void aDifferentArgumentIsAnErrorThatNamesIt() {
        Broker broker = open();
        declared(broker, Queue.named(name));
        Queue other = Queue.named(name).withArgument("x-max-priority", 10);
        assertThatThrownBy(() -> broker.topology().declare(other))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("x-max-priority");
        assertThatThrownBy(() -> subscribe(broker, 1, new Inbox(), other)).hasMessageContaining("x-max-priority");
    }

    @Test
    void quorumQueuesShareTheWindowAndCountDeliveries() {
        Broker broker = open();
        Queue first = declared(broker, Queue.named(name + "-a").withArgument("x-queue-type", "quorum"));
        Queue second = declared(broker, Queue.named(name + "-b").withArgument("x-queue-type", "quorum"));
        Queue third = declared(broker, Queue.named(name + "-c"));
        for (int i = 0; i < 4; i++) {
            List.of(first, second, third)
                    .forEach(queue -> publish(broker, queue, "m").join());
        }
        Inbox inbox = new Inbox();
        Subscription subscription = subscribe(broker, 2, inbox, first, second, third);
        List<Delivery> out = new ArrayList<>(List.of(inbox.next(), inbox.next()));
        inbox.expectNothing(Duration.ofMillis(300));
        out.remove(0).requeue();
        out.add(inbox.next());
        inbox.expectNothing(Duration.ofMillis(300));
        subscription.prefetch(3);
        out.add(inbox.next());
        inbox.expectNothing(Duration.ofMillis(300));
        int settled = 1;
        Set<Integer> counts = new HashSet<>();
        while (settled < 12 + 1) {
            Delivery next = out.isEmpty() ? inbox.next() : out.remove(0);
            counts.add(next.deliveryCount());
            next.ack();
            settled++;
        }
        inbox.expectNothing(Duration.ofMillis(300));
        assertThat(counts).contains(0, 1);
        assertThat(broker.topology().size(first.name()) + broker.topology().size(second.name()))
                .isZero();
    }

    @Test
    void aConsumerThatStarvesBesideABacklogIsRebuilt() {
        ShiftedClock clock = new ShiftedClock();
        Broker greedy = open();
        Broker starving = open(BrokerOptions.defaults().withClock(clock));
        Queue queue = Queue.named(name).withArgument("x-single-active-consumer", true);
        Inbox first = new Inbox();
        Inbox second = new Inbox();
        Subscription holder = subscribe(greedy, 1, first, queue);
        subscribe(starving, 1, second, queue);
        publish(greedy, queue, "held").join();
        publish(greedy, queue, "waits").join();
        Delivery held = first.next();
        clock.shift.addAndGet(Duration.ofSeconds(31).toNanos());
        Eventually.until(SOON, "it was rebuilt", () -> starving.stats().rebuilds() >= 1);
        held.ack();
        first.next().ack();
        holder.close();
        publish(greedy, queue, "next").join();
        assertThat(Inbox.text(second.next())).isEqualTo("next");
    }

    @Test
    void headersThatCannotBeReadAreAProblemNotALoop() throws Exception {
        Broker broker = open();
        Queue queue = declared(broker, Queue.named(name));
        Object nested = "deep";
        for (int i = 0; i < 60; i++) {
            nested = Map.of("d", nested);
        }
        publish(broker, Publication.toQueue(name, message("poison").withHeader("nested", nested)))
                .join();
        publish(broker, queue, "fine").join();
        Inbox inbox = new Inbox();
        subscribe(broker, 5, inbox, queue);
        Delivery poison = inbox.next();
        assertThat(poison.problem()).hasValueSatisfying(text -> assertThat(text).contains("nested deeper"));
        assertThat(Inbox.text(poison)).isEqualTo("poison");
        poison.reject();
        assertThat(Inbox.text(inbox.next())).isEqualTo("fine");
    }

    @Test
    void theCountOfARepublishedMessageIsAdded() {
        Broker broker = open();
        Queue queue = declared(broker, Queue.named(name));
        publish(broker, Publication.toQueue(name, message("third time").withHeader("lovage-delivery-count", 2)))
                .join();
        Inbox inbox = new Inbox();
        subscribe(broker, 5, inbox, queue);
        Delivery first = inbox.next();
        assertThat(first.deliveryCount()).isEqualTo(2);
        first.requeue();
        assertThat(inbox.next().deliveryCount()).isEqualTo(3);
    }

    @Test
    void aWrongPasswordIsSaidWithoutIt() {
        Broker broker = Brokers.open("amqp://guest:s3cret@127.0.0.1:" + server.port() + "//", BrokerOptions.defaults());
        opened.add(broker);
        assertThatThrownBy(() -> broker.connect(Duration.ofSeconds(2)))
                .hasMessageContaining("ACCESS_REFUSED")
                .hasMessageNotContaining("s3cret");
        CompletableFuture<Void> publish = publish(broker, Publication.toQueue("q", message("x")));
        broker.close();
        assertThat(publish)
                .failsWithin(SOON)
                .withThrowableOfType(ExecutionException.class)
                .withMessageNotContaining("s3cret");
    }

    @Test
    void theNextUrlOfTheListIsTried() {
        Broker broker = Brokers.open("amqp://127.0.0.1:1//;" + server.url(), BrokerOptions.defaults());
        opened.add(broker);
        broker.connect(SOON);
        declared(broker, Queue.of(name, Exchange.ANONYMOUS, name));
        publish(broker, Publication.toQueue(name, message("x"))).join();
    }

    private Broker open() {
        return open(BrokerOptions.defaults());
    }

    private Broker open(BrokerOptions options) {
        Broker broker = Brokers.open(server.url(), options);
        opened.add(broker);
        return broker;
    }

    private static Queue declared(Broker broker, Queue queue) {
        broker.topology().declare(queue);
        return queue;
    }

    private static Subscription subscribe(
            Broker broker, int prefetch, dev.lovage.messaging.DeliveryListener listener, Queue... queues) {
        return broker.subscribe(SubscribeOptions.of(List.of(queues), prefetch), listener);
    }

    private static CompletableFuture<Void> publish(Broker broker, Queue queue, String body) {
        return publish(broker, Publication.toQueue(queue.name(), message(body)));
    }

    private static CompletableFuture<Void> publish(Broker broker, Publication publication) {
        return broker.publisher().publish(publication).toCompletableFuture();
    }

    private static Message message(String body) {
        return new Message(body.getBytes(UTF_8), "text/plain", "utf-8", Map.of(), Map.of());
    }

    /** The machine's time, some span ahead. */
    private static final class ShiftedClock implements Clock {

        final AtomicLong shift = new AtomicLong();

        @Override
        public Instant now() {
            return Clock.system().now();
        }

        @Override
        public long nanoTime() {
            return Clock.system().nanoTime() + shift.get();
        }

        @Override
        public void sleep(Duration span) throws InterruptedException {
            Clock.system().sleep(span);
        }
    }
}
