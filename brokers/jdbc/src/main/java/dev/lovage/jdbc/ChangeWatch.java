package dev.lovage.jdbc;

import dev.lovage.messaging.BrokerException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Notices that any process committed something: one thread waits for the database's bell and asks its change counter while
 * somebody is interested, however many wait. Thread-safe.
 */
final class ChangeWatch implements AutoCloseable {

    // The bell rings when a commit is being written, which is a moment before others can see it, and it may ring once
    // for
    // several: so look at once, and again a few times. The last is the rhythm of a quiet time, in case a ring was lost.
    private static final long[] AFTER_RING = millis(1, 3, 8, 20, 60, 200, 500);
    private static final long WHILE_BROKEN = TimeUnit.SECONDS.toNanos(1);

    private final Database database;
    private final Runnable listener;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition wanted = lock.newCondition();
    private long sequence;
    private int interested;
    private boolean started;
    private boolean closed;

    /** Watches nothing yet. {@code listener} is called on the watch's thread, after each change, and must be quick. */
    ChangeWatch(Database database, Runnable listener) {
        this.database = database;
        this.listener = listener;
        this.thread = new Thread(this::run, "lovage-jdbc-watch");
        this.thread.setDaemon(true);
    }

    /** Counts the changes seen; read it before looking, and wait for it to move on after finding nothing. */
    long sequence() {
        lock.lock();
        try {
            return sequence;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the count is no longer this one, it is closed, or the time is over. */
    void await(long seen, Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            interest(1);
            long nanos = timeout.toNanos();
            while (sequence == seen && !closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            interest(-1);
            lock.unlock();
        }
    }

    /** Says how many more, or fewer, wait for the listener to be called. */
    void interest(int more) {
        lock.lock();
        try {
            interested += more;
            if (interested > 0 && !started && !closed) {
                started = true;
                thread.start();
            }
            wanted.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Wakes all who wait in this process, at once. */
    void poke() {
        lock.lock();
        try {
            sequence++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            wanted.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
    }

    private void run() {
        try (Bell bell = bell();
                Look look = new Look()) {
            int quiet = 0;
            while (isWanted()) {
                if (look.sawChange()) {
                    tell();
                }
                quiet = bell.await(look.isBroken() ? WHILE_BROKEN : AFTER_RING[quiet])
                        ? 0
                        : Math.min(quiet + 1, AFTER_RING.length - 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Closed.
        }
    }

    private Bell bell() {
        try {
            return database.dialect().bell();
        } catch (BrokerException e) {
            return new PollingBell(); // Those who wait find out by themselves what is wrong.
        }
    }

    /** Asks the database's change counter, on a session of its own. */
    private final class Look implements AutoCloseable {
        private @Nullable Session session;
        private String identity = "";
        private long last;

        /** True also when nobody knows: at the first look on each session, and when looking failed. */
        boolean sawChange() {
            try {
                String now = database.dialect().identity();
                if (!now.equals(identity)) {
                    close();
                }
                if (now.isEmpty()) {
                    return true; // Making it is not for a watcher.
                }
                boolean fresh = session == null;
                Session asked = session == null ? database.session() : session;
                session = asked;
                identity = now;
                long counter = database.dialect().changes(asked);
                boolean changed = fresh || counter != last;
                last = counter;
                return changed;
            } catch (SQLException | BrokerException e) {
                close();
                return true; // Those who wait find out by themselves what is wrong.
            }
        }

        boolean isBroken() {
            return session == null;
        }

        @Override
        public void close() {
            if (session != null) {
                session.close();
            }
            session = null;
        }
    }

    private void tell() {
        poke();
        listener.run();
    }

    private boolean isWanted() {
        lock.lock();
        try {
            while (interested == 0 && !closed) {
                wanted.awaitUninterruptibly();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private static long[] millis(long... spans) {
        return LongStream.of(spans).map(TimeUnit.MILLISECONDS::toNanos).toArray();
    }
}
