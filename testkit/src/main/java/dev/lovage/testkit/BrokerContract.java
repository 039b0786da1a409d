package dev.lovage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.Capability;
import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import dev.lovage.messaging.Subscription;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What every broker does: routing, consuming, and riding out an outage. A broker's test extends it, says its URL, and how to
 * take its server away if there is one.
 */
public abstract class BrokerContract extends ConsumingContract {

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

    private Outage requireOutage() {
        Optional<Outage> outage = outage();
        assumeTrue(outage.isPresent(), "no server to take away");
        return outage.orElseThrow();
    }
}
