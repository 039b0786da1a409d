package dev.lovage.worker.scale;

import static java.util.Objects.requireNonNull;

import java.time.ZonedDateTime;

/**
 * What a worker's pool, its queues and its machine have to do.
 *
 * @param size the slots that the pool has, or shall have once all have started
 * @param busy the slots that run a task
 * @param waiting the tasks in the worker's hands that wait for a slot; those that wait for their ETA are not among them
 * @param min the least size that the user wants
 * @param max the largest one
 * @param cpu how busy the machine's processors were in the last second, from 0 to 1; 0 where that can't be told
 * @param now the time, in the worker's {@code timezone}
 * @param queues the queues that the worker takes from
 */
public record Load(
        int size, int busy, int waiting, int min, int max, double cpu, ZonedDateTime now, QueueDepths queues) {

    public Load {
        requireNonNull(now, "now");
        requireNonNull(queues, "queues");
    }

    /** The tasks in the worker's hands that run or could run. */
    public int reserved() {
        return busy + waiting;
    }
}
