package dev.lovage.messaging;

import java.util.Set;

/**
 * A flow of deliveries from some queues under a prefetch window. Thread-safe.
 *
 * <p>It heals itself: after a lost connection it consumes again without help; deliveries of the old connection have become
 * stale.
 */
public interface Subscription extends AutoCloseable {

    /** Declares a queue and consumes from it too. Blocks until the broker agreed. */
    void add(Queue queue);

    /** Stops taking from a queue. Deliveries already handed out can still be settled. */
    void cancel(String queue);

    /** The names of the queues it takes from. */
    Set<String> queues();

    /** Changes how many unsettled deliveries may be out at once; 0 for no limit. */
    void prefetch(int count);

    /** Stops taking from all queues, for good. Deliveries already handed out can still be settled. */
    void pause();

    /** Takes again from all queues after {@link #pause}. */
    void resume();

    /** Stops taking, gives unsettled deliveries back to their queues, and waits until settlements made are applied. */
    @Override
    void close();
}
