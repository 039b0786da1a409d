package dev.lovage.worker.step;

/** Takes raw messages from queues for steps, each on a thread of its own. Offered by the connection. Thread-safe. */
public interface QueueConsumers {

    /** A consumer for a step; it takes messages from its start to its stop. */
    Lifecycle open(ConsumerStep step);
}
