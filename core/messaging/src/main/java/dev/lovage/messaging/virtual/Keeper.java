package dev.lovage.messaging.virtual;

import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is handed out: renews its leases at a third of their time, applies settlements in batches, and puts back what
 * others left behind. {@code lock} guards all fields; the store is called outside it, by one thread.
 */
final class Keeper implements VirtualDelivery.Settler {

    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final int LARGEST_BATCH = 500;
    private static final Duration SWEEP_AT_MOST = Duration.ofSeconds(3);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final Link link;
    /** For what is tried for ever, and not any longer once this is closed. */
    private final Link patient;

    private final Clock clock;
    private final AtomicLong stale;
    private final Runnable windowMoved;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Map<String, VirtualDelivery> out = new LinkedHashMap<>();
    private final List<VirtualDelivery> done = new ArrayList<>();
    private final List<VirtualDelivery> back = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "lovage-keeper");
    private long renewAt;
    private long sweepAt;
    private boolean closed;

    Keeper(Link link, Clock clock, AtomicLong stale, Runnable windowMoved) {
        this.link = link;
        this.patient = link.branch();
        this.clock = clock;
        this.stale = stale;
        this.windowMoved = windowMoved;
        thread.setDaemon(true);
    }

    void start() {
        renewAt = clock.nanoTime() + renewEvery();
        sweepAt = clock.nanoTime();
        thread.start();
    }

    /** How many deliveries are handed out and not settled. */
    int out() {
        lock.lock();
        try {
            return out.size();
        } finally {
            lock.unlock();
        }
    }

    /** The time, for who is about to ask the store for leases. */
    long asking() {
        return clock.nanoTime();
    }

    /** @param asked when the store was asked for its lease, by {@link #asking} */
    void hold(VirtualDelivery delivery, long asked) {
        delivery.confirm(asked);
        lock.lock();
        try {
            out.put(delivery.claim().lease(), delivery);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean mayHaveEnded(long confirmed) {
        return clock.nanoTime() - confirmed > link.store().lease().toNanos();
    }

    @Override
    public void settle(VirtualDelivery delivery, VirtualDelivery.Settlement settlement) {
        lock.lock();
        try {
            out.remove(delivery.claim().lease());
            if (delivery.stale()) {
                stale.incrementAndGet();
            } else {
                (settlement == VirtualDelivery.Settlement.REQUEUE ? back : done).add(delivery);
                work.signal();
            }
        } finally {
            lock.unlock();
        }
        windowMoved.run();
    }

    /** Gives back all that is still out, applies all settlements, and ends; bounded, for leases end by themselves. */
    void close() {
        lock.lock();
        try {
            closed = true;
            for (VirtualDelivery delivery : out.values()) {
                if (!delivery.stale()) {
                    delivery.expire();
                    back.add(delivery);
                }
            }
            out.clear();
            work.signal();
        } finally {
            lock.unlock();
        }
        patient.close();
        if (!thread.isAlive()) {
            flush(link, CLOSE_PATIENCE);
            return;
        }
        try {
            thread.join(CLOSE_PATIENCE.plusSeconds(1).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (awaitWork()) {
                try {
                    flush(patient, Duration.ofDays(36_500));
                    renewIfDue();
                    sweepIfDue();
                } catch (BrokerException e) {
                    if (!patient.isClosed()) {
                        LOG.warn("Could not keep deliveries of {}", link.store().describe(), e);
                    }
                }
            }
            flush(link, CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (BrokerException e) {
            LOG.debug("Closing without giving back: the leases will end", e);
        }
    }

    /** Waits for something to do; false when closed. */
    private boolean awaitWork() throws InterruptedException {
        lock.lock();
        try {
            while (!closed && done.isEmpty() && back.isEmpty()) {
                long wait = Math.min(renewAt, sweepAt) - clock.nanoTime();
                if (wait <= 0) {
                    return true;
                }
                work.awaitNanos(wait);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void flush(Link by, Duration patience) {
        apply(done, by, patience, claims -> by.store().settle(claims));
        apply(back, by, patience, claims -> by.store().restore(claims));
    }

    private void apply(
            List<VirtualDelivery> from, Link by, Duration patience, UnaryOperator<Collection<Claim>> operation) {
        while (true) {
            List<VirtualDelivery> batch = drain(from);
            if (batch.isEmpty()) {
                return;
            }
            List<Claim> claims = batch.stream().map(VirtualDelivery::claim).toList();
            try {
                Collection<Claim> lost = by.call(patience, () -> operation.apply(claims));
                stale.addAndGet(lost.size());
            } catch (BrokerUnavailableException e) {
                putBack(from, batch);
                throw e;
            } catch (BrokerException e) {
                LOG.error(
                        "{} refused to settle {} deliveries; they will be delivered again when their leases end",
                        link.store().describe(),
                        batch.size(),
                        e);
            }
        }
    }

    private List<VirtualDelivery> drain(List<VirtualDelivery> from) {
        lock.lock();
        try {
            List<VirtualDelivery> head = from.subList(0, Math.min(from.size(), LARGEST_BATCH));
            List<VirtualDelivery> batch = List.copyOf(head);
            head.clear();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void putBack(List<VirtualDelivery> into, List<VirtualDelivery> batch) {
        lock.lock();
        try {
            into.addAll(0, batch);
        } finally {
            lock.unlock();
        }
    }

    private void renewIfDue() {
        if (clock.nanoTime() - renewAt < 0) {
            return;
        }
        List<VirtualDelivery> held = snapshot();
        for (int from = 0; from < held.size(); from += LARGEST_BATCH) {
            renew(held.subList(from, Math.min(held.size(), from + LARGEST_BATCH)));
        }
        renewAt = clock.nanoTime() + renewEvery();
    }

    private void renew(List<VirtualDelivery> held) {
        List<Claim> claims = held.stream().map(VirtualDelivery::claim).toList();
        AtomicLong asked = new AtomicLong();
        expire(patient.insist(() -> {
            asked.set(asking());
            return link.store().renew(claims);
        }));
        held.forEach(delivery -> delivery.confirm(asked.get()));
    }

    private List<VirtualDelivery> snapshot() {
        lock.lock();
        try {
            return out.values().stream().filter(delivery -> !delivery.stale()).toList();
        } finally {
            lock.unlock();
        }
    }

    private void expire(Collection<Claim> lost) {
        Set<String> leases = new HashSet<>();
        lost.forEach(claim -> leases.add(claim.lease()));
        lock.lock();
        try {
            leases.forEach(lease -> {
                VirtualDelivery delivery = out.get(lease);
                if (delivery != null) {
                    delivery.expire();
                }
            });
        } finally {
            lock.unlock();
        }
    }

    private void sweepIfDue() {
        if (clock.nanoTime() - sweepAt < 0) {
            return;
        }
        int restored = patient.insist(() -> {
            // When the store was away, what is held here must not look like what somebody left behind.
            renewIfDue();
            return link.store().restoreExpired();
        });
        if (restored > 0) {
            LOG.info("Put back {} messages whose consumer is gone", restored);
        }
        sweepAt = clock.nanoTime()
                + Math.min(SWEEP_AT_MOST.toNanos(), link.store().lease().toNanos() / 4);
    }

    private long renewEvery() {
        return link.store().lease().toNanos() / 3;
    }
}
