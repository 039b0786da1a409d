package dev.lovage.worker.scale;

import java.util.Set;

/** How many messages wait in the queues that a worker takes from. The broker is asked only when a rule asks. */
public interface QueueDepths {

    /** The names of the queues. */
    Set<String> names();

    /**
     * How many messages wait in one of them, without those that a worker has taken. Waits for the broker's answer.
     *
     * @throws dev.lovage.messaging.LovageException when the broker can't be asked; a rule need not catch it
     */
    long depth(String queue);

    /** How many messages wait in all of them. */
    default long total() {
        return names().stream().mapToLong(this::depth).sum();
    }
}
