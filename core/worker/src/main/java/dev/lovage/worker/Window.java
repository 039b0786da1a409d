package dev.lovage.worker;

import dev.lovage.messaging.Subscription;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The prefetch window: messages that wait for their ETA don't count against it, or they would keep out all others.
 * Thread-safe.
 */
final class Window {

    private final int base;
    private final Executor blocking;
    private final AtomicBoolean planned = new AtomicBoolean();
    private volatile int held;
    private volatile Runnable resize = () -> {};

    Window(int base, Executor blocking) {
        this.base = base;
        this.blocking = blocking;
    }

    void attach(Subscription subscription) {
        resize = () -> subscription.prefetch(base + held);
    }

    void detach() {
        resize = () -> {};
    }

    /** So many messages wait for their ETA now. */
    void hold(int messages) {
        held = messages;
        if (planned.compareAndSet(false, true)) {
            try {
                blocking.execute(this::apply);
            } catch (RejectedExecutionException e) {
                planned.set(false); // The worker is stopping.
            }
        }
    }

    private void apply() {
        planned.set(false);
        resize.run();
    }
}
