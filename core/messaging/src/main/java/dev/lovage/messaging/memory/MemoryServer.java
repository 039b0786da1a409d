package dev.lovage.messaging.memory;

import dev.lovage.messaging.Clock;
import dev.lovage.messaging.virtual.Binding;
import dev.lovage.messaging.virtual.Claim;
import dev.lovage.messaging.virtual.Push;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** What a broker's server would be, in memory. One lock guards everything. */
final class MemoryServer {

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Map<String, TreeSet<Entry>> queues = new HashMap<>();
    private final Map<String, Lease> leases = new HashMap<>();
    private final Map<String, Set<Binding>> bindings = new HashMap<>();
    private final Map<String, Set<Listener>> listeners = new HashMap<>();
    private long sequence;

    MemoryServer(Clock clock) {
        this.clock = clock;
    }

    /** A message at its place in a queue: the higher priority first, then the older. */
    private record Entry(String queue, int priority, long sequence, byte[] envelope, int deliveryCount)
            implements Comparable<Entry> {

        private static final Comparator<Entry> ORDER =
                Comparator.comparingInt((Entry entry) -> -entry.priority()).thenComparingLong(Entry::sequence);

        @Override
        public int compareTo(Entry other) {
            return ORDER.compare(this, other);
        }

        Entry again() {
            return new Entry(queue, priority, sequence, envelope, deliveryCount + 1);
        }
    }

    private record Lease(Entry entry, long until) {}

    /** Told apart by identity: the same consumer may listen twice. */
    private static final class Listener {
        private final Consumer<byte[]> consumer;

        Listener(Consumer<byte[]> consumer) {
            this.consumer = consumer;
        }
    }

    void push(List<Push> batch) {
        lock.lock();
        try {
            for (Push push : batch) {
                add(new Entry(push.queue(), push.priority(), ++sequence, push.envelope(), 0));
            }
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    List<Claim> claim(List<String> names, int max, Duration lease, boolean forget) {
        lock.lock();
        try {
            List<Claim> claims = new ArrayList<>();
            for (String name : names) {
                TreeSet<Entry> queue = queues.getOrDefault(name, new TreeSet<>());
                while (!queue.isEmpty() && claims.size() < max) {
                    Entry entry = queue.pollFirst();
                    String id = "lease-" + ++sequence;
                    if (!forget) {
                        leases.put(id, new Lease(entry, clock.nanoTime() + lease.toNanos()));
                    }
                    claims.add(new Claim(name, id, entry.envelope(), entry.deliveryCount()));
                }
                if (!claims.isEmpty()) {
                    break;
                }
            }
            return claims;
        } finally {
            lock.unlock();
        }
    }

    void await(List<String> names, Duration timeout) throws InterruptedException {
        lock.lock();
        try {
            long left = timeout.toNanos();
            while (left > 0
                    && names.stream()
                            .allMatch(name ->
                                    queues.getOrDefault(name, new TreeSet<>()).isEmpty())) {
                left = arrived.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    Collection<Claim> renew(Collection<Claim> claims, Duration lease) {
        return each(
                claims,
                (claim, held) ->
                        leases.put(claim.lease(), new Lease(held.entry(), clock.nanoTime() + lease.toNanos())));
    }

    Collection<Claim> settle(Collection<Claim> claims) {
        return each(claims, (claim, held) -> leases.remove(claim.lease()));
    }

    Collection<Claim> restore(Collection<Claim> claims) {
        return each(claims, (claim, held) -> {
            leases.remove(claim.lease());
            add(held.entry().again());
            arrived.signalAll();
        });
    }

    int restoreExpired() {
        lock.lock();
        try {
            int count = 0;
            long now = clock.nanoTime();
            for (Iterator<Lease> all = leases.values().iterator(); all.hasNext(); ) {
                Lease lease = all.next();
                if (now - lease.until() >= 0) {
                    all.remove();
                    add(lease.entry().again());
                    count++;
                }
            }
            arrived.signalAll();
            return count;
        } finally {
            lock.unlock();
        }
    }

    long size(String name) {
        lock.lock();
        try {
            return queues.getOrDefault(name, new TreeSet<>()).size();
        } finally {
            lock.unlock();
        }
    }

    long purge(String name) {
        lock.lock();
        try {
            TreeSet<Entry> queue = queues.get(name);
            int size = queue == null ? 0 : queue.size();
            if (queue != null) {
                queue.clear();
            }
            return size;
        } finally {
            lock.unlock();
        }
    }

    void delete(String name) {
        lock.lock();
        try {
            queues.remove(name);
            bindings.values()
                    .forEach(bound -> bound.removeIf(binding -> binding.queue().equals(name)));
        } finally {
            lock.unlock();
        }
    }

    void bind(String exchange, Binding binding) {
        lock.lock();
        try {
            bindings.computeIfAbsent(exchange, name -> new LinkedHashSet<>()).add(binding);
        } finally {
            lock.unlock();
        }
    }

    Set<Binding> bindings(String exchange) {
        lock.lock();
        try {
            return Set.copyOf(bindings.getOrDefault(exchange, Set.of()));
        } finally {
            lock.unlock();
        }
    }

    void broadcast(String exchange, byte[] envelope) {
        List<Listener> hearing;
        lock.lock();
        try {
            hearing = List.copyOf(listeners.getOrDefault(exchange, Set.of()));
        } finally {
            lock.unlock();
        }
        hearing.forEach(listener -> listener.consumer.accept(envelope));
    }

    AutoCloseable listen(String exchange, Consumer<byte[]> consumer) {
        Listener listener = new Listener(consumer);
        lock.lock();
        try {
            listeners.computeIfAbsent(exchange, name -> new HashSet<>()).add(listener);
        } finally {
            lock.unlock();
        }
        return () -> silence(exchange, listener);
    }

    private void silence(String exchange, Listener listener) {
        lock.lock();
        try {
            listeners.getOrDefault(exchange, new HashSet<>()).remove(listener);
        } finally {
            lock.unlock();
        }
    }

    private void add(Entry entry) {
        queues.computeIfAbsent(entry.queue(), name -> new TreeSet<>()).add(entry);
    }

    /** What is done with a claim that is still held. */
    private interface Step {
        void apply(Claim claim, Lease held);
    }

    private Collection<Claim> each(Collection<Claim> claims, Step step) {
        lock.lock();
        try {
            List<Claim> lost = new ArrayList<>();
            for (Claim claim : claims) {
                Lease held = leases.get(claim.lease());
                if (held == null) {
                    lost.add(claim);
                } else {
                    step.apply(claim, held);
                }
            }
            return lost;
        } finally {
            lock.unlock();
        }
    }
}
