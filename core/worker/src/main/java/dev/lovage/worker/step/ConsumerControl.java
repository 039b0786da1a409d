package dev.lovage.worker.step;

import dev.lovage.messaging.Queue;
import java.util.Set;

/**
 * What steps may know and ask of the consuming of tasks. Thread-safe; {@link #reserved} excepted, its methods may wait for the
 * broker.
 */
public interface ConsumerControl {

    /** The names of the queues that tasks are taken from. */
    Set<String> queues();

    /** Declares a queue and takes tasks from it too: Celery's {@code add_task_queue}. */
    void addQueue(Queue queue);

    /** Takes no more tasks from a queue: Celery's {@code cancel_task_queue}. Those taken already are run. */
    void cancelQueue(String queue);

    /** Takes no more tasks from any queue until {@link #resume}; other steps go on taking their messages. */
    void pause();

    /** Takes tasks again, unless the whole worker is paused. */
    void resume();

    /** How many messages wait in the queues that tasks are taken from. */
    long waiting();

    /** How many messages the worker has in its hands, running or not, about. */
    int reserved();
}
