package dev.lovage.messaging.virtual;

import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.DeliveryListener;
import dev.lovage.messaging.Queue;
import dev.lovage.messaging.SubscribeOptions;
import dev.lovage.messaging.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims from the store while the window is open, and hands out. One thread claims; {@link Keeper} settles and renews.
 *
 * <p>{@code lock} guards the queues, the window and the flags; {@code handing} keeps the listener's calls apart.
 */
final class VirtualSubscription implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(VirtualSubscription.class);
    private static final int LARGEST_BATCH = 250;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final Link link;
    /** For the poller, which ends with this. */
    private final Link polling;

    private final VirtualBroker.Routes routes;
    private final SubscribeOptions wanted;
    private final DeliveryListener listener;
    private final BrokerOptions options;
    private final Keeper keeper;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ReentrantLock handing = new ReentrantLock();
    private final Set<String> queues = new LinkedHashSet<>();
    private final Map<String, AutoCloseable> broadcasts = new LinkedHashMap<>();
    private final Thread poller = new Thread(this::poll, "lovage-consumer");
    private List<Runnable> onClose = List.of();
    private int prefetch;
    private boolean paused;
    private boolean closed;
    private boolean awaiting;

    VirtualSubscription(
            Link link,
            VirtualBroker.Routes routes,
            SubscribeOptions wanted,
            DeliveryListener listener,
            BrokerOptions options,
            AtomicLong stale) {
        this.link = link;
        this.polling = link.branch();
        this.routes = routes;
        this.wanted = wanted;
        this.listener = listener;
        this.options = options;
        this.prefetch = wanted.prefetch();
        keeper = new Keeper(link, options.clock(), stale, this::windowMoved);
        poller.setDaemon(true);
    }

    void onClose(Runnable action) {
        onClose = List.of(action);
    }

    void start() {
        wanted.queues().forEach(this::add);
        keeper.start();
        poller.start();
    }

    @Override
    public void add(Queue queue) {
        link.run(options.connectTimeout(), () -> {
            if (routes.broadcasts(queue.exchange())) {
                routes.remember(queue.exchange());
                listen(queue);
            } else {
                routes.declare(queue);
                locked(() -> {
                    queues.add(queue.name());
                    wake();
                });
            }
        });
    }

    private void listen(Queue queue) {
        AutoCloseable handle = link.store().listen(queue.exchange(), queue.routingKey(), envelope -> {
            VirtualDelivery delivery = new VirtualDelivery(new Claim(queue.name(), "", envelope, 0), (d, s) -> {});
            if (!isIdle()) {
                handOut(delivery);
            }
        });
        locked(() -> broadcasts.put(queue.name(), handle));
    }

    @Override
    public void cancel(String queue) {
        AutoCloseable broadcast;
        lock.lock();
        try {
            queues.remove(queue);
            broadcast = broadcasts.remove(queue);
        } finally {
            lock.unlock();
        }
        if (broadcast != null) {
            close(broadcast);
        }
    }

    @Override
    public Set<String> queues() {
        lock.lock();
        try {
            Set<String> all = new LinkedHashSet<>(queues);
            all.addAll(broadcasts.keySet());
            return all;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void prefetch(int count) {
        locked(() -> prefetch = count);
    }

    @Override
    public void pause() {
        locked(() -> paused = true);
    }

    @Override
    public void resume() {
        locked(() -> paused = false);
    }

    @Override
    public void close() {
        List<AutoCloseable> handles;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            handles = List.copyOf(broadcasts.values());
            wake();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        handles.forEach(VirtualSubscription::close);
        polling.close();
        joinPoller();
        keeper.close();
        onClose.forEach(Runnable::run);
    }

    private void joinPoller() {
        if (Thread.currentThread() == poller) {
            return;
        }
        try {
            poller.join(LONGEST_WAIT.multipliedBy(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void poll() {
        while (true) {
            try {
                List<String> from = awaitWindow();
                if (from.isEmpty()) {
                    return;
                }
                if (claim(from) == 0) {
                    polling.call(Duration.ofDays(1), () -> awaitMessages(from));
                }
            } catch (InterruptedException e) {
                return;
            } catch (BrokerException e) {
                if (isClosed() || link.isClosed()) {
                    return;
                }
                giveUpTurn(e);
            }
        }
    }

    /** The store failed for another reason than being away: say so and go on after a while, for it may pass. */
    private void giveUpTurn(BrokerException failure) {
        LOG.error("Can't consume from {}; trying again in {} s", queues(), LONGEST_WAIT.toSeconds(), failure);
        lock.lock();
        try {
            long left = LONGEST_WAIT.toNanos();
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something may be taken; the queues to take from in fair order, or none when closed. */
    private List<String> awaitWindow() throws InterruptedException {
        lock.lock();
        try {
            while (!closed && (paused || queues.isEmpty() || room() <= 0)) {
                changed.await();
            }
            return closed ? List.of() : new ArrayList<>(queues);
        } finally {
            lock.unlock();
        }
    }

    private int room() {
        return wanted.noAck() || prefetch == 0 ? LARGEST_BATCH : Math.min(prefetch - keeper.out(), LARGEST_BATCH);
    }

    private int claim(List<String> from) {
        int max;
        lock.lock();
        try {
            max = room();
        } finally {
            lock.unlock();
        }
        if (max <= 0) {
            return 0;
        }
        AtomicLong asked = new AtomicLong();
        List<Claim> claims = polling.insist(() -> {
            asked.set(keeper.asking());
            return wanted.noAck() ? link.store().take(from, max) : link.store().claim(from, max);
        });
        List<VirtualDelivery> deliveries = new ArrayList<>(claims.size());
        for (Claim claim : claims) {
            VirtualDelivery delivery = new VirtualDelivery(claim, wanted.noAck() ? (d, s) -> {} : keeper);
            deliveries.add(delivery);
            if (!wanted.noAck()) {
                keeper.hold(delivery, asked.get());
            }
        }
        if (!claims.isEmpty()) {
            rotate(claims.get(claims.size() - 1).queue());
        }
        deliveries.forEach(this::handOutOrBack);
        return claims.size();
    }

    /** A claim that came back after the pause began goes home unseen. */
    private void handOutOrBack(VirtualDelivery delivery) {
        if (isIdle() && !wanted.noAck()) {
            delivery.requeue();
        } else {
            handOut(delivery);
        }
    }

    private void handOut(VirtualDelivery delivery) {
        handing.lock();
        try {
            listener.onDelivery(delivery);
        } catch (RuntimeException e) {
            LOG.error("A delivery listener threw; the delivery stays out until it is settled or its lease ends", e);
        } finally {
            handing.unlock();
        }
    }

    /** Round robin: who has just been served goes to the end. */
    private void rotate(String served) {
        locked(() -> {
            if (queues.remove(served)) {
                queues.add(served);
            }
        });
    }

    private boolean awaitMessages(List<String> from) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            awaiting = true;
        } finally {
            lock.unlock();
        }
        try {
            link.store().await(from, LONGEST_WAIT);
            return true;
        } catch (InterruptedException e) {
            return false; // Woken: there is something else to do.
        } finally {
            stopAwaiting();
        }
    }

    private void stopAwaiting() {
        lock.lock();
        try {
            awaiting = false;
            Thread.interrupted(); // A wake-up that came as the wait ended anyway.
        } finally {
            lock.unlock();
        }
    }

    /** Ends a wait for messages. Under {@code lock}, so that no other call of the store is ever interrupted. */
    private void wake() {
        if (awaiting) {
            poller.interrupt();
        }
    }

    private void windowMoved() {
        locked(() -> {});
    }

    private boolean isIdle() {
        lock.lock();
        try {
            return paused || closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static void close(AutoCloseable handle) {
        try {
            handle.close();
        } catch (Exception e) {
            LOG.warn("A broadcast listener did not close", e);
        }
    }
}
