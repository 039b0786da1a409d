package dev.lovage.worker.run;

import dev.lovage.messaging.Clock;
import java.time.Duration;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does things at their time, on a daemon thread that does nothing else, so that nothing that is stuck elsewhere holds them up.
 * Thread-safe; starting and cancelling cost less than a microsecond or two.
 */
public final class Deadlines implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Deadlines.class);
    private static final long LONGEST = Duration.ofDays(36_500).toNanos();

    private final String name;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition sooner = lock.newCondition();
    private final TreeSet<Deadline> open = new TreeSet<>();
    private @Nullable Thread thread;
    private long started;
    private long wakesAt;
    private boolean closed;

    /** @param name of the thread, which starts with the first deadline */
    public Deadlines(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
    }

    /** Something to be done once, unless it is cancelled. */
    public final class Deadline implements Comparable<Deadline> {

        private final long due;
        private final long number;
        private final Runnable action;

        private Deadline(long due, long number, Runnable action) {
            this.due = due;
            this.number = number;
            this.action = action;
        }

        /** Drops it, if it has not begun. */
        public void cancel() {
            lock.lock();
            try {
                open.remove(this);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public int compareTo(Deadline other) {
            int order = Long.compare(due - other.due, 0);
            return order != 0 ? order : Long.compare(number, other.number);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(number);
        }
    }

    /**
     * Does something after a span.
     *
     * @param action short: those due at the same time are done one after the other
     */
    public Deadline after(Duration span, Runnable action) {
        long nanos = span.compareTo(Duration.ofNanos(LONGEST)) > 0 ? LONGEST : Math.max(0, span.toNanos());
        lock.lock();
        try {
            Deadline deadline = new Deadline(clock.nanoTime() + nanos, started++, action);
            if (closed) {
                return deadline;
            }
            open.add(deadline);
            if (thread == null) {
                wakesAt = deadline.due;
                thread = new Thread(this::work, name);
                thread.setDaemon(true);
                thread.start();
            } else if (deadline.due - wakesAt < 0) {
                sooner.signal();
            }
            return deadline;
        } finally {
            lock.unlock();
        }
    }

    /** Drops all that are open, and ends the thread. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            open.clear();
            sooner.signal();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        for (Deadline due = next(); due != null; due = next()) {
            try {
                due.action.run();
            } catch (Throwable e) {
                log.error("What was to be done at a time limit failed", e);
            }
        }
    }

    /** Waits for the next that is due, which is then no longer open; null when closed. */
    private @Nullable Deadline next() {
        lock.lock();
        try {
            while (!closed) {
                long now = clock.nanoTime();
                if (!open.isEmpty() && open.first().due - now <= 0) {
                    return open.pollFirst();
                }
                // With none open it sleeps on: a moment later there is one again.
                long wait = open.isEmpty() ? LONGEST : open.first().due - now;
                wakesAt = now + wait;
                var unused = sooner.awaitNanos(wait);
            }
            return null;
        } catch (InterruptedException e) {
            return null; // Nobody interrupts it but who wants it to end.
        } finally {
            lock.unlock();
        }
    }
}
