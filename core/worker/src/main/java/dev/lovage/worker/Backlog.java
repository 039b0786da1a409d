package dev.lovage.worker;

import dev.lovage.worker.hooks.WorkerListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events that wait to be told, in order: so many, and of so much memory, that a slow listener can't fill the worker's. What finds
 * no place is missed, and counted. Thread-safe.
 */
final class Backlog {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.hooks");

    private final int maxEvents;
    private final long maxWeight;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Event> waiting = new ArrayDeque<>();
    private final Map<String, Long> missed = new TreeMap<>();
    private long weight;
    private boolean ending;

    private record Event(long weight, Consumer<WorkerListener> tell) {}

    Backlog(int maxEvents, long maxWeight) {
        this.maxEvents = maxEvents;
        this.maxWeight = maxWeight;
    }

    /** Puts an event at the end, if there is room; one that is too heavy finds it when nothing else waits. */
    void add(String what, long eventWeight, Consumer<WorkerListener> event) {
        boolean first = false;
        lock.lock();
        try {
            if (waiting.size() < maxEvents && (waiting.isEmpty() || weight + eventWeight <= maxWeight)) {
                waiting.add(new Event(eventWeight, event));
                weight += eventWeight;
                changed.signal();
                return;
            }
            first = missed.isEmpty();
            missed.merge(what, 1L, Long::sum);
        } finally {
            lock.unlock();
        }
        if (first) {
            LOG.warn("Listeners can't keep up: they miss events while {} ({} MiB) wait", size(), weight() >> 20);
        }
    }

    /** Tells what waits and what comes, on this thread, until the {@link #end} or an interrupt. */
    void drain(Consumer<Consumer<WorkerListener>> teller) {
        try {
            for (Event event = take(); event != null; event = take()) {
                teller.accept(event.tell());
                sayMissed(false);
            }
        } catch (InterruptedException e) {
            LOG.warn("Listeners miss {} events: the worker ends", size());
        } finally {
            sayMissed(true);
        }
    }

    /** Nothing comes any more. */
    void end() {
        lock.lock();
        try {
            ending = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    long weight() {
        lock.lock();
        try {
            return weight;
        } finally {
            lock.unlock();
        }
    }

    /** The next one, when there is one; null at the end. */
    private @Nullable Event take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !ending) {
                changed.await();
            }
            Event event = waiting.poll();
            weight -= event == null ? 0 : event.weight();
            return event;
        } finally {
            lock.unlock();
        }
    }

    /** Says once for each time that they could not keep up what they did not hear of: when they have caught up. */
    private void sayMissed(boolean last) {
        String said = missedByName(last);
        if (!said.isEmpty()) {
            LOG.warn("Listeners missed events: {}", said);
        }
    }

    private String missedByName(boolean last) {
        lock.lock();
        try {
            if (missed.isEmpty() || !(last || waiting.isEmpty())) {
                return "";
            }
            String said = missed.entrySet().stream()
                    .map(entry -> entry.getValue() + " " + entry.getKey())
                    .collect(Collectors.joining(", "));
            missed.clear();
            return said;
        } finally {
            lock.unlock();
        }
    }
}
