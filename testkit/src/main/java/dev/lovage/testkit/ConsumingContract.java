package dev.lovage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.Capability;
import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import dev.lovage.messaging.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Consuming: the window, settling, redelivery, leases. */
abstract class ConsumingContract extends RoutingContract {

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
        subscription.prefetch(4);
        out.remove(0).ack();
        inbox.expectNothing(QUIET);
        out.remove(0).ack();
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
        assertThat(second.stale()).isFalse();
        subscription.close();
        assertThat(second.stale()).isTrue();
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
}
