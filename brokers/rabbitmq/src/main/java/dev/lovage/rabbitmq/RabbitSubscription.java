package dev.lovage.rabbitmq;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Connection;
import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.DeliveryListener;
import dev.lovage.messaging.Queue;
import dev.lovage.messaging.SubscribeOptions;
import dev.lovage.messaging.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes from some queues on one channel after another.
 *
 * <p>A keeper thread sends the acknowledgements that others note, opens a new channel when the old one died, declares
 * again the queues that were deleted, and rebuilds a consumer that starves beside a backlog. Settling thus never waits
 * for a socket.
 */
final class RabbitSubscription implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(RabbitSubscription.class);
    private static final Duration STARVING = Duration.ofSeconds(30);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Link link;
    private final RabbitTopology topology;
    private final Counters counters;
    private final Handout handout;
    private final Duration connectTimeout;
    private final Clock clock;
    private final boolean noAck;
    private final Thread keeper;
    private final AtomicBoolean signalled = new AtomicBoolean();

    /** Guards the arrangement of consumers: queues, pause, the change of channels. */
    private final ReentrantLock arranging = new ReentrantLock();

    private final Map<String, Queue> queues = new LinkedHashMap<>();
    private final Set<String> refused = new HashSet<>();
    private volatile @Nullable ConsumerChannel current;
    private volatile boolean paused;
    private volatile boolean closed;
    private volatile long quietSince;
    private boolean failing;

    RabbitSubscription(
            Link link,
            RabbitTopology topology,
            Counters counters,
            BrokerOptions broker,
            SubscribeOptions options,
            DeliveryListener listener,
            ThreadFactory threads) {
        this.link = link;
        this.topology = topology;
        this.counters = counters;
        this.connectTimeout = broker.connectTimeout();
        this.clock = broker.clock();
        this.noAck = options.noAck();
        this.handout = new Handout(listener, noAck, options.prefetch());
        options.queues().forEach(queue -> queues.put(queue.name(), queue));
        keeper = threads.newThread(this::keep);
        keeper.setName("lovage-rabbitmq-consumer");
    }

    /** Consumes for the first time; afterwards it keeps itself going. */
    void start() {
        Connection connection = link.await(connectTimeout).connection();
        arranging.lock();
        try {
            queues.values().forEach(topology::declare);
            open(connection);
        } catch (IOException | AlreadyClosedException e) {
            throw failure("Consuming from " + queues.keySet(), e);
        } finally {
            arranging.unlock();
        }
        keeper.start();
    }

    private void open(Connection connection) throws IOException {
        ConsumerChannel fresh = new ConsumerChannel(connection, this, noAck);
        quietSince = clock.nanoTime();
        current = fresh;
        try {
            fresh.arrange(wanted(), handout.window());
        } catch (IOException | RuntimeException e) {
            fresh.abort();
            throw e;
        }
    }

    private Collection<Queue> wanted() {
        if (paused) {
            return List.of();
        }
        return queues.values().stream()
                .filter(queue -> !refused.contains(queue.name()))
                .toList();
    }

    @Override
    public void add(Queue queue) {
        arranging.lock();
        try {
            topology.declare(queue);
            queues.put(queue.name(), queue);
            try {
                arrange();
            } catch (BrokerException e) {
                queues.remove(queue.name());
                throw e;
            }
        } finally {
            arranging.unlock();
        }
    }

    @Override
    public void cancel(String queue) {
        arranging.lock();
        try {
            if (queues.remove(queue) != null) {
                arrange();
                giveBackHeld(queue);
            }
        } finally {
            arranging.unlock();
        }
    }

    @Override
    public Set<String> queues() {
        arranging.lock();
        try {
            return new LinkedHashSet<>(queues.keySet());
        } finally {
            arranging.unlock();
        }
    }

    @Override
    public void prefetch(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("prefetch must be at least 0, was " + count);
        }
        arranging.lock();
        try {
            handout.window(count);
            arrange();
        } finally {
            arranging.unlock();
        }
        wake();
    }

    @Override
    public void pause() {
        arranging.lock();
        try {
            paused = true;
            arrange();
            queues.keySet().forEach(this::giveBackHeld);
        } finally {
            arranging.unlock();
        }
    }

    @Override
    public void resume() {
        arranging.lock();
        try {
            paused = false;
            quietSince = clock.nanoTime();
            arrange();
        } finally {
            arranging.unlock();
        }
    }

    /** Brings the consumers in line; a lost channel is the keeper's matter, who arranges the next one. */
    private void arrange() {
        ConsumerChannel channel = current;
        if (closed || channel == null || channel.isDead()) {
            return;
        }
        try {
            channel.arrange(wanted(), handout.window());
        } catch (IOException | AlreadyClosedException e) {
            if (Refusal.ofChannel(e).isPresent()) {
                throw failure("Consuming from " + queues.keySet(), e);
            }
            LOG.debug("The channel broke while consumers were changed", e);
            channel.abort();
            wake();
        }
    }

    private BrokerException failure(String what, Exception cause) {
        return Refusal.ofChannel(cause)
                .map(refusal -> refusal.toException(what, link.describe(), cause))
                .orElseGet(() -> new BrokerUnavailableException(
                        what + ": the connection to " + link.describe() + " broke: " + Connector.reason(cause), cause));
    }

    private void giveBackHeld(String queue) {
        ConsumerChannel channel = current;
        if (channel != null) {
            handout.giveBack(channel, queue);
        }
    }

    /** Takes what a channel received. Called on the channel's thread. */
    void deliver(ConsumerChannel from, RabbitDelivery delivery) {
        quietSince = clock.nanoTime();
        handout.deliver(from, delivery);
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether the calling thread is inside the listener. */
    boolean isHandingOut() {
        return handout.isHandingOut();
    }

    void stale(int settlements) {
        counters.staleSettlements.add(settlements);
    }

    void wake() {
        if (!signalled.getAndSet(true)) {
            LockSupport.unpark(keeper);
        }
    }

    private void keep() {
        while (!closed) {
            signalled.set(false);
            try {
                tend();
                failing = false;
            } catch (BrokerUnavailableException e) {
                LOG.debug("Still no connection to consume on", e);
            } catch (BrokerException | IOException | AlreadyClosedException e) {
                sayOnce(e);
                LockSupport.parkNanos(this, TICK.toNanos());
            } catch (RuntimeException e) {
                LOG.error("Consuming from {} failed unexpectedly; it is tried again", queues(), e);
                LockSupport.parkNanos(this, TICK.toNanos());
            }
            if (!signalled.get() && !closed) {
                LockSupport.parkNanos(this, TICK.toNanos());
            }
        }
    }

    private void sayOnce(Exception failure) {
        if (!failing) {
            LOG.warn("Consuming was interrupted and is tried every second: {}", Connector.reason(failure));
        }
        failing = true;
    }

    private void tend() throws IOException {
        ConsumerChannel channel = current;
        if (channel == null || channel.isDead()) {
            reopen();
            return;
        }
        channel.flush();
        handout.release(channel);
        consumeAgain(channel);
        watch(channel);
    }

    private void reopen() throws IOException {
        Connection connection = link.await(TICK).connection();
        arranging.lock();
        try {
            if (!closed) {
                declareAll();
                open(connection);
            }
        } finally {
            arranging.unlock();
        }
    }

    /** A queue that can't be declared as we want it any more must not keep us from the others. */
    private void declareAll() {
        refused.clear();
        for (Queue queue : queues.values()) {
            try {
                topology.declare(queue);
            } catch (BrokerUnavailableException e) {
                throw e;
            } catch (BrokerException e) {
                LOG.warn("Queue '{}' is not consumed from until this is mended: {}", queue.name(), e.getMessage());
                refused.add(queue.name());
            }
        }
    }

    /** Declares and consumes from the queues that were deleted under their consumer, or refused before. */
    private void consumeAgain(ConsumerChannel channel) throws IOException {
        if (paused) {
            return;
        }
        arranging.lock();
        try {
            for (Queue queue : List.copyOf(queues.values())) {
                if (!paused && !channel.isDead() && !channel.isConsuming(queue.name())) {
                    topology.declare(queue);
                    refused.remove(queue.name());
                    channel.arrange(wanted(), handout.window());
                }
            }
        } finally {
            arranging.unlock();
        }
    }

    private void watch(ConsumerChannel channel) throws IOException {
        long now = clock.nanoTime();
        if (paused || now - quietSince < STARVING.toNanos()) {
            return;
        }
        quietSince = now;
        if (!channel.window().hasSlots(handout.window())) {
            return;
        }
        for (String queue : queues()) {
            if (topology.size(queue) > 0) {
                rebuild(channel, queue);
                return;
            }
        }
    }

    private void rebuild(ConsumerChannel channel, String queue) throws IOException {
        counters.rebuilds.increment();
        LOG.warn(
                "Queue '{}' has messages, there are free slots, but none came for {} s; consuming anew",
                queue,
                STARVING.toSeconds());
        if (channel.window().isIdle()) {
            channel.abort();
            wake();
            return;
        }
        // What runs can still be acknowledged on this channel: only its consumers are made anew.
        arranging.lock();
        try {
            channel.arrange(List.of(), handout.window());
            channel.arrange(wanted(), handout.window());
        } finally {
            arranging.unlock();
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        handout.end();
        LockSupport.unpark(keeper);
        arranging.lock();
        try {
            ConsumerChannel channel = current;
            if (channel != null) {
                channel.close();
            }
        } finally {
            arranging.unlock();
        }
    }
}
