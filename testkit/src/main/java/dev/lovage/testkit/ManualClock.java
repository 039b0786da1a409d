package dev.lovage.testkit;

import dev.lovage.messaging.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Time that moves only when a test moves it. Thread-safe; those who sleep wake when it has moved far enough. */
public final class ManualClock implements Clock {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Instant start;
    private long elapsed;

    public ManualClock(Instant start) {
        this.start = start;
    }

    /** Moves time on. */
    public void advance(Duration span) {
        lock.lock();
        try {
            elapsed += span.toNanos();
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Instant now() {
        return start.plusNanos(nanoTime());
    }

    @Override
    public long nanoTime() {
        lock.lock();
        try {
            return elapsed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void sleep(Duration span) throws InterruptedException {
        lock.lock();
        try {
            long until = elapsed + span.toNanos();
            while (elapsed < until) {
                moved.await();
            }
        } finally {
            lock.unlock();
        }
    }
}
