package dev.lovage.worker.step;

/** What steps may know and ask of the pool that runs the tasks. Thread-safe. */
public interface WorkerPool {

    /** The name that the user gave: {@code process}, {@code threads}, … */
    String name();

    /**
     * How many slots it has, or shall have once all have started; 0 when it has stopped. Asks the worker's loop and waits for its
     * answer, five seconds at most.
     *
     * @throws IllegalStateException when the loop is too busy to answer, or the thread was interrupted
     */
    int size();

    /** How many slots run a task now, about. */
    int busy();

    /** Whether it can change its size. */
    boolean resizable();

    /**
     * Has so many slots from now on; does not wait for them. A worker that scales by itself leaves it so for {@code
     * worker_autoscale_keepalive}.
     *
     * @param slots at least 1
     * @throws IllegalArgumentException when it is less
     * @throws UnsupportedOperationException when this pool keeps its size
     */
    void resize(int slots);
}
