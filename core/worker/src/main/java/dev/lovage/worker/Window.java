package dev.lovage.worker;

import dev.lovage.messaging.Subscription;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntUnaryOperator;

/**
 * The prefetch window: it follows the size of the pool, and messages that wait for their ETA don't count against it, or they would
 * keep out all others. Thread-safe.
 *
 * <p>While the pool may grow, the window has room for twice its slots, however little is to be taken ahead: nobody would see that
 * there is more to do than the present slots can.
 */
final class Window implements Autoscaler.Follower {

    private final IntUnaryOperator bySlots;
    private final Executor blocking;
    private final AtomicBoolean planned = new AtomicBoolean();
    private volatile int slots;
    private volatile int most;
    private volatile int held;
    private volatile Runnable resize = () -> {};

    /**
     * A window.
     *
     * @param slots how many slots there are at first
     * @param bySlots how many messages may be out for so many slots
     */
    Window(int slots, IntUnaryOperator bySlots, Executor blocking) {
        this.bySlots = bySlots;
        this.slots = slots;
        this.blocking = blocking;
    }

    /** How many messages may be out now. */
    int size() {
        return Math.max(bySlots.applyAsInt(slots), roomToGrow()) + held;
    }

    /** Not more than there may be slots: what is taken is to run here before long. */
    private int roomToGrow() {
        return (int) Math.min(2L * slots, most);
    }

    void attach(Subscription subscription) {
        resize = () -> subscription.prefetch(size());
    }

    void detach() {
        resize = () -> {};
    }

    /** So many messages wait for their ETA now. */
    void hold(int messages) {
        held = messages;
        change();
    }

    @Override
    public void slots(int count) {
        slots = count;
        change();
    }

    @Override
    public void most(int count) {
        most = count;
        change();
    }

    private void change() {
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
