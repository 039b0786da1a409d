package dev.lovage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.Capability;
import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.Exchange;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import dev.lovage.messaging.SubscribeOptions;
import dev.lovage.messaging.UnroutableException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Publishing: what is confirmed, where it goes, and that it arrives as it was sent. */
abstract class RoutingContract extends BrokerFixture {

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

    private static void publishWithPriority(Broker broker, Queue queue, String body, int priority) {
        await(broker.publisher()
                .publish(Publication.toQueue(queue.name(), message(body).withProperty("priority", priority))));
    }

    private static Map<String, @Nullable Object> mapOf(@Nullable Object... pairs) {
        Map<String, @Nullable Object> map = new java.util.LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return map;
    }
}
