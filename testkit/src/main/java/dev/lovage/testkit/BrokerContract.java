package dev.lovage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.Brokers;
import dev.lovage.messaging.Capability;
import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.Exchange;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import dev.lovage.messaging.SubscribeOptions;
import dev.lovage.messaging.Subscription;
import dev.lovage.messaging.UnroutableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every broker does. A broker's test extends it, says its URL, and how to take its server away if there is one. */
public abstract class BrokerContract {

    private static final Duration QUIET = Duration.ofMillis(400);
    private static final Duration LEASE = Duration.ofSeconds(2);

    private final List<Broker> opened = new ArrayList<>();

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

    @Test
    void aConfirmedMessageIsInTheQueue() {
        Broker broker = open();
        Queue queue = freshQueue(broker);
        publish(broker, queue, "one", "two");
        assertThat(broker.topology().size(queue.name())).isEqualTo(2);
    }

    @Test
    void messagesArriveInOrderWithAllTheyHad() {
        Broker broker = open();
        Queue queue = freshQueue(broker);
        Message sent = new Message(
                bytes("[1]"),
                "application/json",
                "utf-8",
                mapOf(
                        "task",
                        "tasks.add",
                        "timelimit",
                        Arrays.asList(null, 2.5),
                        "stamps",
                        Map.of(),
                        "group_index",
                        null,
                        "retries",
                        3),
                mapOf("correlation_id", "c-1", "reply_to", "r-1", "delivery_mode", 2, "priority", 0));
        await(broker.publisher().publish(Publication.toQueue(queue.name(), sent)));
        publish(broker, queue, "second");
        Inbox inbox = new Inbox();
        subscribe(broker, 10, inbox, queue);
        Delivery first = inbox.next();
        assertThat(first.message().body()).isEqualTo(sent.body());
        assertThat(first.message().contentType()).isEqualTo("application/json");
        assertThat(first.message().contentEncoding()).isEqualTo("utf-8");
        assertThat(first.message().headers().get("task")).isEqualTo("tasks.add");
        assertThat(first.message().headers().get("timelimit")).isEqualTo(Arrays.asList(null, 2.5));
        assertThat(first.message().headers()).containsEntry("group_index", null).containsEntry("stamps", Map.of());
        assertThat(String.valueOf(first.message().headers().get("retries"))).isEqualTo("3");
        assertThat(first.message().property("correlation_id")).contains("c-1");
        assertThat(first.message().property("reply_to")).contains("r-1");
        assertThat(first.queue()).isEqualTo(queue.name());
        assertThat(first.redelivered()).isFalse();
        assertThat(first.deliveryCount()).isZero();
        assertThat(first.problem()).isEmpty();
        assertThat(Inbox.text(inbox.next())).isEqualTo("second");
    }

    @Test
    void aMessageForNoQueueIsAnErrorThatSaysSo() {
        Broker broker = open();
        Exchange exchange = Exchange.direct(unique("lonely"));
        broker.topology().declare(exchange);
        CompletableFuture<Void> publish = broker.publisher()
                .publish(new Publication(exchange.name(), "nowhere", message("x"), true))
                .toCompletableFuture();
        assertThatThrownBy(() -> publish.get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(UnroutableException.class)
                .hasMessageContaining("nowhere");
        await(broker.publisher().publish(new Publication(exchange.name(), "nowhere", message("x"), false)));
    }

    @Test
    void aDirectExchangeRoutesByTheKey() {
        Broker broker = open();
        Exchange exchange = Exchange.direct(unique("direct"));
        Queue red = declared(broker, Queue.of(unique("red"), exchange, "red"));
        Queue blue = declared(broker, Queue.of(unique("blue"), exchange, "blue"));
        broker.topology().bind(blue.name(), exchange, "azure");
        for (String key : List.of("red", "blue", "azure")) {
            await(broker.publisher().publish(new Publication(exchange.name(), key, message(key), true)));
        }
        assertThat(broker.topology().size(red.name())).isEqualTo(1);
        assertThat(broker.topology().size(blue.name())).isEqualTo(2);
    }

    @Test
    void aTopicExchangeRoutesByPattern() {
        Broker broker = open();
        Exchange exchange = Exchange.topic(unique("topic"));
        Queue one = declared(broker, Queue.of(unique("one"), exchange, "media.*.done"));
        Queue any = declared(broker, Queue.of(unique("any"), exchange, "media.#"));
        for (String key : List.of("media", "media.video.done", "media.video.hd.done")) {
            await(broker.publisher().publish(new Publication(exchange.name(), key, message(key), true)));
        }
        assertThat(broker.topology().size(one.name())).isEqualTo(1);
        assertThat(broker.topology().size(any.name())).isEqualTo(3);
    }

    @Test
    void aFanoutExchangeReachesEveryListener() {
        Broker broker = open();
        assumeTrue(broker.supports(Capability.FANOUT), "no fanout");
        Broker other = open();
        Exchange exchange = Exchange.fanout(unique("fanout"));
        Inbox first = new Inbox();
        Inbox second = new Inbox();
        Queue one = new Queue(unique("f1"), exchange, "", false, true, false, Map.of());
        Queue two = new Queue(unique("f2"), exchange, "", false, true, false, Map.of());
        broker.subscribe(new SubscribeOptions(List.of(one), 0, true), first);
        other.subscribe(new SubscribeOptions(List.of(two), 0, true), second);
        broker.topology().declare(exchange);
        await(broker.publisher().publish(new Publication(exchange.name(), "", message("hello"), false)));
        assertThat(Inbox.text(first.next())).isEqualTo("hello");
        assertThat(Inbox.text(second.next())).isEqualTo("hello");
    }

    @Test
    void noMoreAreOutThanThePrefetchWindow() {
        Broker broker = open();
        Queue queue = freshQueue(broker);
        Queue second = freshQueue(broker);
        for (int i = 0; i < 10; i++) {
            publish(broker, i % 2 == 0 ? queue : second, "m" + i);
        }
        Inbox inbox = new Inbox();
        Subscription subscription = subscribe(broker, 3, inbox, queue, second);
        List<Delivery> out = new ArrayList<>(List.of(inbox.next(), inbox.next(), inbox.next()));
        inbox.expectNothing(QUIET);
        out.remove(0).ack();
        out.add(inbox.next());
        inbox.expectNothing(QUIET);
        subscription.prefetch(5);
        out.add(inbox.next());
        out.add(inbox.next());
        inbox.expectNothing(QUIET);
        out.forEach(Delivery::ack);
    }

    @Test
    void anAcknowledgedMessageIsGone() {
        Broker broker = open();
        Queue queue = freshQueue(broker);
        publish(broker, queue, "once");
        Inbox inbox = new Inbox();
        Subscription subscription = subscribe(broker, 1, inbox, queue);
        inbox.next().ack();
        subscription.close();
        assertNothingLeft(queue);
    }

    @Test
    void aRequeuedMessageComesAgainMarked() {
        Broker broker = open();
        Queue queue = freshQueue(broker);
        publish(broker, queue, "again");
        Inbox inbox = new Inbox();
        Subscription subscription = subscribe(broker, 1, inbox, queue);
        inbox.next().requeue();
        Delivery second = inbox.next();
        assertThat(Inbox.text(second)).isEqualTo("again");
        assertThat(second.redelivered()).isTrue();
        assertThat(second.deliveryCount()).isPositive();
        second.ack();
        subscription.close();
        assertNothingLeft(queue);
    }

    @Test
    void aRejectedMessageIsGone() {
        Broker broker = open();
        Queue queue = freshQueue(broker);
        publish(broker, queue, "no");
        Inbox inbox = new Inbox();
        Subscription subscription = subscribe(broker, 1, inbox, queue);
        inbox.next().reject();
        subscription.close();
        assertNothingLeft(queue);
    }

    @Test
    void settlingTwiceIsAnErrorAndSettlingLateIsCounted() {
        Broker broker = open();
        Queue queue = freshQueue(broker);
        publish(broker, queue, "a", "b");
        Inbox inbox = new Inbox();
        Subscription subscription = subscribe(broker, 2, inbox, queue);
        Delivery first = inbox.next();
        Delivery second = inbox.next();
        first.ack();
        assertThatThrownBy(first::ack).isInstanceOf(IllegalStateException.class);
        subscription.close();
        second.ack();
        Eventually.until(
                Duration.ofSeconds(5),
                "the late ack is counted",
                () -> broker.stats().staleSettlements() == 1);
        Inbox again = new Inbox();
        subscribe(broker, 2, again, queue);
        assertThat(Inbox.text(again.next())).isEqualTo("b");
    }

    @Test
    void anUrgentMessageOvertakes() {
        Broker broker = open();
        assumeTrue(broker.supports(Capability.PRIORITY), "no priorities");
        Queue queue = freshQueue(broker);
        int urgent = mostUrgentPriority();
        publishWithPriority(broker, queue, "later", 9 - urgent);
        publishWithPriority(broker, queue, "sooner", urgent);
        Inbox inbox = new Inbox();
        subscribe(broker, 1, inbox, queue);
        Delivery first = inbox.next();
        assertThat(Inbox.text(first)).isEqualTo("sooner");
        first.ack();
        assertThat(Inbox.text(inbox.next())).isEqualTo("later");
    }

    @Test
    void whatAClosedSubscriptionHeldIsDeliveredAgain() {
        Broker broker = open();
        Queue queue = freshQueue(broker);
        publish(broker, queue, "held");
        Inbox first = new Inbox();
        Subscription subscription = subscribe(broker, 1, first, queue);
        first.next();
        subscription.close();
        Inbox second = new Inbox();
        subscribe(broker, 1, second, queue);
        assertThat(second.next(Duration.ofSeconds(5)).redelivered()).isTrue();
    }

    @Test
    void whatADeadConsumerHeldIsDeliveredAgain() throws Exception {
        Broker broker = open();
        assumeTrue(broker.supports(Capability.SHARED), "not shared between processes");
        Queue queue = freshQueue(broker);
        publish(broker, queue, "orphan", "waiting");
        Process consumer = startConsumer(queue);
        try {
            assertThat(consumer.inputReader()
                            .lines()
                            .filter(line -> line.startsWith("took "))
                            .findFirst())
                    .contains("took orphan");
        } finally {
            consumer.destroyForcibly().waitFor();
        }
        Inbox inbox = new Inbox();
        subscribe(broker, 5, inbox, queue);
        List<Delivery> both = List.of(inbox.next(), inbox.next());
        assertThat(both).extracting(Inbox::text).containsExactlyInAnyOrder("orphan", "waiting");
        Delivery orphan = both.get(Inbox.text(both.get(0)).equals("orphan") ? 0 : 1);
        assertThat(orphan.redelivered()).isTrue();
        assertThat(orphan.deliveryCount()).isPositive();
    }

    @Test
    void aLeaseIsRenewedWhileTheDeliveryIsOut() {
        Broker broker = open();
        Broker other = open();
        Queue queue = freshQueue(broker);
        publish(broker, queue, "long");
        Inbox inbox = new Inbox();
        Subscription subscription = subscribe(broker, 1, inbox, queue);
        Delivery running = inbox.next();
        Inbox thief = new Inbox();
        subscribe(other, 1, thief, queue);
        thief.expectNothing(LEASE.multipliedBy(2));
        running.ack();
        subscription.close();
        assertThat(broker.stats().staleSettlements()).isZero();
        thief.expectNothing(QUIET);
    }

    @Test
    void purgingRemovesWhatWaits() {
        Broker broker = open();
        Queue queue = freshQueue(broker);
        publish(broker, queue, "a", "b", "c");
        assertThat(broker.topology().purge(queue.name())).isEqualTo(3);
        assertThat(broker.topology().size(queue.name())).isZero();
        assertThat(broker.topology().purge(unique("not-there"))).isZero();
        assertThat(broker.topology().size(unique("not-there"))).isZero();
    }

    @Test
    void queuesComeAndGoWhileItRuns() {
        Broker broker = open();
        Queue first = freshQueue(broker);
        Queue second = freshQueue(broker);
        Inbox inbox = new Inbox();
        Subscription subscription = subscribe(broker, 10, inbox, first);
        subscription.add(second);
        publish(broker, second, "added");
        Delivery added = inbox.next();
        assertThat(Inbox.text(added)).isEqualTo("added");
        subscription.cancel(first.name());
        assertThat(subscription.queues()).containsExactly(second.name());
        publish(broker, first, "unseen");
        inbox.expectNothing(QUIET);
        added.ack();
    }

    @Test
    void aPausedSubscriptionTakesNothingButSettles() {
        Broker broker = open();
        Queue queue = freshQueue(broker);
        publish(broker, queue, "before");
        Inbox inbox = new Inbox();
        Subscription subscription = subscribe(broker, 10, inbox, queue);
        Delivery before = inbox.next();
        subscription.pause();
        publish(broker, queue, "meanwhile");
        inbox.expectNothing(QUIET);
        before.ack();
        subscription.resume();
        assertThat(Inbox.text(inbox.next())).isEqualTo("meanwhile");
    }

    @Test
    void tenThousandMessagesToEightConsumersAndNoneTwice() {
        Broker broker = open();
        Queue queue = freshQueue(broker);
        Set<String> seen = ConcurrentHashMap.newKeySet();
        AtomicInteger deliveries = new AtomicInteger();
        for (int i = 0; i < 8; i++) {
            subscribeWith(i % 2 == 0 ? broker : open(), queue, delivery -> {
                seen.add(Inbox.text(delivery));
                deliveries.incrementAndGet();
                delivery.ack();
            });
        }
        List<CompletableFuture<Void>> confirms = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            confirms.add(broker.publisher()
                    .publish(Publication.toQueue(queue.name(), message("n" + i)))
                    .toCompletableFuture());
        }
        CompletableFuture.allOf(confirms.toArray(CompletableFuture[]::new)).join();
        Eventually.until(Duration.ofSeconds(60), "all 10,000 are seen", () -> seen.size() == 10_000);
        assertThat(deliveries.get()).isEqualTo(10_000);
        opened.forEach(Broker::close);
        assertNothingLeft(queue);
    }

    @Test
    void binaryAndLargeBodiesArriveUnchanged() {
        Broker broker = open();
        Queue queue = freshQueue(broker);
        byte[] large = new byte[5_000_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31 + i / 251);
        }
        await(broker.publisher()
                .publish(Publication.toQueue(
                        queue.name(), new Message(large, "application/data", "binary", Map.of(), Map.of()))));
        await(broker.publisher()
                .publish(Publication.toQueue(
                        queue.name(), new Message(new byte[0], "application/data", "binary", Map.of(), Map.of()))));
        Inbox inbox = new Inbox();
        subscribe(broker, 5, inbox, queue);
        assertThat(Arrays.equals(inbox.next().message().body(), large)).isTrue();
        assertThat(inbox.next().message().body()).isEmpty();
    }

    @Test
    void aPublishRidesOutAnOutage() {
        Outage outage = requireOutage();
        Broker broker = open();
        Queue queue = freshQueue(broker);
        publish(broker, queue, "before");
        outage.begin();
        CompletableFuture<Void> during;
        try {
            during = broker.publisher()
                    .publish(Publication.toQueue(queue.name(), message("during")))
                    .toCompletableFuture();
        } finally {
            outage.end();
        }
        try {
            during.get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            assertThat(e).hasCauseInstanceOf(BrokerException.class);
        }
        Broker later = open();
        publish(later, queue, "after");
        Inbox inbox = new Inbox();
        subscribe(later, 10, inbox, queue);
        Set<String> texts = ConcurrentHashMap.newKeySet();
        Eventually.until(Duration.ofSeconds(20), "what was confirmed is there", () -> {
            inbox.drain().forEach(delivery -> texts.add(Inbox.text(delivery)));
            return texts.contains("before")
                    && texts.contains("after")
                    && (during.isCompletedExceptionally() || texts.contains("during"));
        });
    }

    @Test
    void aWaitingConsumerRidesOutAnOutage() {
        Outage outage = requireOutage();
        Broker broker = open();
        Queue queue = freshQueue(broker);
        Inbox inbox = new Inbox();
        subscribe(broker, 5, inbox, queue);
        outage.begin();
        outage.end();
        Broker other = open();
        publish(other, queue, "hello again");
        Delivery delivery = inbox.next(Duration.ofSeconds(40));
        assertThat(Inbox.text(delivery)).isEqualTo("hello again");
        delivery.ack();
    }

    @Test
    void nothingIsLostWhenTheConnectionGoesBetweenDeliveryAndAck() {
        Outage outage = requireOutage();
        Broker broker = open();
        Queue queue = freshQueue(broker);
        publish(broker, queue, "in doubt");
        Inbox inbox = new Inbox();
        Subscription subscription = subscribe(broker, 5, inbox, queue);
        Delivery first = inbox.next();
        outage.begin();
        outage.end();
        if (broker.supports(Capability.IMMEDIATE_REDELIVERY)) {
            Delivery second = inbox.next(Duration.ofSeconds(40));
            assertThat(second.redelivered()).isTrue();
            first.ack();
            second.ack();
            subscription.close();
            assertThat(broker.stats().staleSettlements()).isEqualTo(1);
        } else {
            first.ack();
            subscription.close();
            inbox.expectNothing(QUIET);
        }
        assertNothingLeft(queue);
    }

    @Test
    void anUnreachableServerIsAnErrorInTimeThatNamesItWithoutThePassword() {
        Outage outage = requireOutage();
        outage.begin();
        try {
            Broker broker = open();
            assertThatThrownBy(() -> broker.connect(Duration.ofSeconds(2)))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining(String.valueOf(
                            dev.lovage.messaging.BrokerUrl.parse(url()).port()));
        } finally {
            outage.end();
        }
    }

    // What the tests are written with.

    /** Opens a broker that is closed after the test. */
    protected final Broker open() {
        Broker broker = Brokers.open(url(), options());
        opened.add(broker);
        return broker;
    }

    private Outage requireOutage() {
        Optional<Outage> outage = outage();
        assumeTrue(outage.isPresent(), "no server to take away");
        return outage.orElseThrow();
    }

    private Queue freshQueue(Broker broker) {
        return declared(broker, queue(unique("q")));
    }

    private static Queue declared(Broker broker, Queue queue) {
        broker.topology().declare(queue);
        return queue;
    }

    private static Subscription subscribe(Broker broker, int prefetch, Inbox inbox, Queue... queues) {
        return broker.subscribe(SubscribeOptions.of(List.of(queues), prefetch), inbox);
    }

    private static void subscribeWith(Broker broker, Queue queue, dev.lovage.messaging.DeliveryListener listener) {
        broker.subscribe(SubscribeOptions.of(List.of(queue), 50), listener);
    }

    private static void publish(Broker broker, Queue queue, String... bodies) {
        for (String body : bodies) {
            await(broker.publisher().publish(Publication.toQueue(queue.name(), message(body))));
        }
    }

    private static void publishWithPriority(Broker broker, Queue queue, String body, int priority) {
        await(broker.publisher()
                .publish(Publication.toQueue(queue.name(), message(body).withProperty("priority", priority))));
    }

    /** Nobody else finds anything in the queue, now or when leases have ended. */
    private void assertNothingLeft(Queue queue) {
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

    private Process startConsumer(Queue queue) throws java.io.IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ConsumerMain.class.getName(),
                url(),
                String.valueOf(LEASE.toSeconds()),
                queue.name(),
                "1"));
        queue.arguments().forEach((name, value) -> command.add(name + "=" + value));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String unique(String name) {
        return name + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static Message message(String body) {
        return new Message(bytes(body), "text/plain", "utf-8", Map.of(), Map.of());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, @Nullable Object> mapOf(@Nullable Object... pairs) {
        Map<String, @Nullable Object> map = new java.util.LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return map;
    }

    private static void await(java.util.concurrent.CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new CompletionException(e.getCause());
        }
    }
}
