package dev.lovage.worker.step;

import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.Queue;
import java.util.List;
import java.util.Set;

/**
 * A step of the consumer with queues of its own, whose messages it handles itself: raw ones, no tasks.
 *
 * <p>It has a connection of the worker's, a prefetch window and a thread of its own, so that it can't keep tasks waiting. When the
 * worker stops, the message at hand is finished and the others go back to their queues. A cold stop interrupts the thread, and then gives
 * the message at hand back as well, unless it was settled. A worker that is paused gives this step nothing either.
 */
public interface ConsumerStep extends Bootstep {

    /** The queues to take from; they are declared first. Asked once, when the worker starts. */
    List<Queue> queues();

    /**
     * Handles a message: must {@link Delivery#ack}, {@link Delivery#requeue} or {@link Delivery#reject} it, now or later, on any
     * thread. One message after the other, on a thread of this step's own; may block.
     *
     * @throws Exception when it can't; a message not settled by then goes to {@code lovage.dead} with what it said, and the next
     *     one is handled; after a cold stop it goes back to its queue
     */
    void onMessage(Delivery delivery) throws Exception;

    /** How many messages may be out and not settled at once; at least 1. */
    default int prefetch() {
        return 10;
    }

    @Override
    default Set<Class<?>> requires() {
        return Set.of(QueueConsumers.class);
    }

    /** Opens the consumer. A step that overrides this to prepare something calls it in the end. */
    @Override
    default Lifecycle create(StepContext context) {
        return context.get(QueueConsumers.class).open(this);
    }
}
