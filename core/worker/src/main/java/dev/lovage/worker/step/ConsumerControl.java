package dev.lovage.worker.step;

import dev.lovage.messaging.Queue;
import java.util.Set;

/**
 * What steps may know and ask of the consuming of tasks. Thread-safe. What has to ask the broker waits for it, for as long as
 * {@code broker_connection_timeout} when it is away.
 */
public interface ConsumerControl {

    /** The names of the queues that tasks are taken from. Returns at once. */
    Set<String> queues();

    /**
     * Declares a queue and takes tasks from it too: Celery's {@code add_task_queue}. Waits for the broker.
     *
     * @throws dev.lovage.messaging.BrokerException when it is away, or refuses the queue
     */
    void addQueue(Queue queue);

    /**
     * Takes no more tasks from a queue: Celery's {@code cancel_task_queue}. Those taken already are run. May wait for the broker.
     *
     * @throws dev.lovage.messaging.BrokerException when the broker has to be told and is away
     */
    void cancelQueue(String queue);

    /** Takes no more tasks from any queue until {@link #resume}; other steps go on taking their messages. Returns at once. */
    void pause();

    /** Takes tasks again, unless the whole worker is paused. Returns at once. */
    void resume();

    /**
     * How many messages wait in the queues that tasks are taken from. Waits for the broker.
     *
     * @throws dev.lovage.messaging.BrokerException when it is away
     */
    long waiting();

    /** How many messages the worker has in its hands, running or not, about. Returns at once. */
    int reserved();
}
