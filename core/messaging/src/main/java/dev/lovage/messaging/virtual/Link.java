package dev.lovage.messaging.virtual;

import dev.lovage.messaging.Backoff;
import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerUnavailableException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Calls a store over lost connections: tries again with back-off, and tells the listener once per loss and recovery. */
final class Link {

    private final QueueStore store;
    private final BrokerOptions options;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final State state;

    /** What all who call the same store know of it. */
    private static final class State {
        private final AtomicBoolean up = new AtomicBoolean();
        private final AtomicBoolean everUp = new AtomicBoolean();
        private final AtomicLong reconnects = new AtomicLong();
        private final AtomicLong nextTry = new AtomicLong();
        private final AtomicBoolean told = new AtomicBoolean();
    }

    Link(QueueStore store, BrokerOptions options) {
        this(store, options, new State());
    }

    private Link(QueueStore store, BrokerOptions options, State state) {
        this.store = store;
        this.options = options;
        this.state = state;
    }

    /** Another caller of the same store, which can be closed by itself: then its calls are not tried again. */
    Link branch() {
        return new Link(store, options, state);
    }

    QueueStore store() {
        return store;
    }

    long reconnects() {
        return state.reconnects.get();
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    void close() {
        closed.countDown();
    }

    /** Calls until it works, or the time is up; at least once. */
    <T> T call(Duration patience, Supplier<T> operation) {
        long deadline = options.clock().nanoTime() + patience.toNanos();
        Backoff backoff = new Backoff(new SplittableRandom());
        while (true) {
            BrokerUnavailableException failure;
            try {
                T result = operation.get();
                succeeded();
                return result;
            } catch (BrokerUnavailableException e) {
                failure = e;
            }
            long left = deadline - options.clock().nanoTime();
            Duration wait = backoff.next();
            failed(failure, wait);
            if (left <= 0 || !pause(wait.toNanos() < left ? wait : Duration.ofNanos(left))) {
                throw failure;
            }
        }
    }

    /** Calls until it works; for ever. Throws only when the broker is closed, or the failure is for good. */
    <T> T insist(Supplier<T> operation) {
        return call(Duration.ofDays(36_500), operation);
    }

    void run(Duration patience, Runnable operation) {
        call(patience, () -> {
            operation.run();
            return true;
        });
    }

    private void succeeded() {
        if (!state.up.get() && state.up.compareAndSet(false, true)) {
            state.told.set(false);
            if (state.everUp.getAndSet(true)) {
                state.reconnects.incrementAndGet();
            }
            options.listener().onConnected(store.describe());
        }
    }

    /** Several threads call, and all of them fail: one of them says so, and no other until that one's next try. */
    private void failed(BrokerUnavailableException failure, Duration wait) {
        state.up.set(false);
        if (isClosed()) {
            return;
        }
        long now = options.clock().nanoTime();
        long next = state.nextTry.get();
        boolean first = state.told.compareAndSet(false, true);
        if ((first || now - next >= 0) && state.nextTry.compareAndSet(next, now + wait.toNanos())) {
            options.listener().onUnavailable(store.describe(), String.valueOf(failure.getMessage()), wait);
        }
    }

    /** Waits; false when the broker was closed meanwhile. */
    private boolean pause(Duration wait) {
        try {
            return !closed.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("Interrupted while waiting for " + store.describe(), e);
        }
    }
}
