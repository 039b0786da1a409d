package dev.lovage.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import dev.lovage.messaging.Queue;
import dev.lovage.rabbitmq.AckWindow.Entry;
import dev.lovage.rabbitmq.AckWindow.Settlement;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One generation of a subscription: a channel, its consumers, and what it delivered. When it dies a new one follows.
 *
 * <p>For one queue the prefetch window is its consumer's, which costs the broker least. For several it is the channel's
 * ({@code global=true}, as Celery asks for), which holds over all of them. Quorum queues know only a window per consumer: as
 * soon as one is among several, each gets its share, at least 1. The few deliveries that are then too many, and those in flight while a window shrinks, are held
 * here until a slot is free.
 */
final class ConsumerChannel {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerChannel.class);
    private static final int LARGEST_WINDOW = 65_535;

    private final Channel channel;
    private final RabbitSubscription owner;
    private final boolean noAck;
    private final AckWindow window = new AckWindow();
    private final Map<String, QueueConsumer> consumers = new ConcurrentHashMap<>();
    private final ReentrantLock flushing = new ReentrantLock();

    /** What waits for a free slot. Guarded by the owner's lock for handing out. */
    private final ArrayDeque<RabbitDelivery> held = new ArrayDeque<>();

    private int channelWindow;

    ConsumerChannel(Connection connection, RabbitSubscription owner, boolean noAck) throws IOException {
        this.owner = owner;
        this.noAck = noAck;
        Channel opened = connection.createChannel();
        if (opened == null) {
            throw new IOException("the broker allows no more channels on this connection");
        }
        channel = opened;
        channel.addShutdownListener(this::onShutdown);
    }

    /** Consumes from exactly these queues under this window, changing what differs. For one thread at a time. */
    void arrange(Collection<Queue> queues, int prefetch) throws IOException {
        int wanted = prefetch > LARGEST_WINDOW ? 0 : prefetch;
        Map<String, Integer> shares = shares(queues, wanted);
        boolean shared = queues.size() > 1 && queues.stream().noneMatch(ConsumerChannel::countsPerConsumer);
        for (QueueConsumer consumer : List.copyOf(consumers.values())) {
            Integer share = shares.get(consumer.queue);
            if (share == null || (!shared && share != consumer.share) || (shared && consumer.share != 0)) {
                cancel(consumer);
            }
        }
        if (!noAck && channelWindow != (shared ? wanted : 0)) {
            channelWindow = shared ? wanted : 0;
            channel.basicQos(channelWindow, true);
        }
        for (Map.Entry<String, Integer> queue : shares.entrySet()) {
            if (!consumers.containsKey(queue.getKey())) {
                consume(queue.getKey(), shared ? 0 : queue.getValue());
            }
        }
    }

    private static boolean countsPerConsumer(Queue queue) {
        Object type = queue.arguments().get("x-queue-type");
        return type != null && !"classic".equals(type);
    }

    private static Map<String, Integer> shares(Collection<Queue> queues, int prefetch) {
        Map<String, Integer> shares = new LinkedHashMap<>();
        int index = 0;
        for (Queue queue : queues) {
            int even = prefetch / queues.size() + (index++ < prefetch % queues.size() ? 1 : 0);
            shares.put(queue.name(), prefetch == 0 ? 0 : Math.max(1, even));
        }
        return shares;
    }

    private void consume(String queue, int share) throws IOException {
        QueueConsumer consumer = new QueueConsumer(queue, share);
        if (!noAck && share != 0) {
            channel.basicQos(share, false);
        }
        consumers.put(queue, consumer);
        try {
            channel.basicConsume(queue, noAck, consumer);
        } catch (IOException | RuntimeException e) {
            consumers.remove(queue, consumer);
            throw e;
        }
    }

    private void cancel(QueueConsumer consumer) throws IOException {
        if (!consumers.remove(consumer.queue, consumer)) {
            return;
        }
        try {
            channel.basicCancel(consumer.getConsumerTag());
        } catch (IOException e) {
            if (!channel.isOpen()) {
                throw e;
            }
            return; // The broker was faster: it cancelled this consumer itself.
        }
        if (!owner.isHandingOut()) {
            consumer.awaitLast();
        }
    }

    boolean isConsuming(String queue) {
        return consumers.containsKey(queue);
    }

    AckWindow window() {
        return window;
    }

    ArrayDeque<RabbitDelivery> held() {
        return held;
    }

    /** Whether what it handed out can't be settled any more. */
    boolean isGone() {
        return window.isDead();
    }

    void settle(Entry entry, Settlement settlement) {
        if (noAck) {
            return;
        }
        if (window.settle(entry, settlement)) {
            owner.wake();
        } else {
            owner.stale(1);
        }
    }

    void flush() {
        flushing.lock();
        try {
            owner.stale(window.flush(channel));
        } finally {
            flushing.unlock();
        }
    }

    boolean isDead() {
        return window.isDead();
    }

    /** Applies what was settled, gives the rest back to the broker, and ends. */
    void close() {
        try {
            for (QueueConsumer consumer : new ArrayList<>(consumers.values())) {
                cancel(consumer);
            }
            flush();
            channel.close();
        } catch (IOException | TimeoutException | AlreadyClosedException e) {
            LOG.debug("Closing a channel that is broken", e);
        }
        die();
    }

    /** Ends at once; the broker gives back to the queues what was not settled. */
    void abort() {
        die();
        try {
            channel.abort();
        } catch (IOException | RuntimeException e) {
            LOG.debug("Aborting a channel that is broken", e);
        }
    }

    private void onShutdown(ShutdownSignalException cause) {
        if (!cause.isInitiatedByApplication() && !cause.isHardError()) {
            LOG.warn(
                    "The broker closed a channel that consumes from {}; it is opened again: {}",
                    consumers.keySet(),
                    Refusal.text(cause));
        }
        die();
        owner.wake();
    }

    private void die() {
        owner.stale(window.die());
    }

    /** Takes from one queue. */
    private final class QueueConsumer extends DefaultConsumer {

        private final String queue;
        private final int share;
        private final CountDownLatch last = new CountDownLatch(1);

        QueueConsumer(String queue, int share) {
            super(channel);
            this.queue = queue;
            this.share = share;
        }

        @Override
        public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body) {
            Entry entry = noAck ? new Entry(0) : window.arrived(envelope.getDeliveryTag());
            owner.deliver(
                    ConsumerChannel.this,
                    new RabbitDelivery(ConsumerChannel.this, entry, queue, envelope, properties, body));
        }

        @Override
        public void handleCancel(String tag) {
            LOG.warn("Queue '{}' was deleted under its consumer; it is declared again", queue);
            consumers.remove(queue, this);
            last.countDown();
            owner.wake();
        }

        @Override
        public void handleCancelOk(String tag) {
            last.countDown();
        }

        /** Waits until what the broker had sent before it stopped has been handed out. */
        void awaitLast() {
            try {
                if (!last.await(2, TimeUnit.SECONDS)) {
                    LOG.debug("Deliveries from {} are still being handed out", queue);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
