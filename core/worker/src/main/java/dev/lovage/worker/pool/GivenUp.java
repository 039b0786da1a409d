package dev.lovage.worker.pool;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The threads of a pool that were given up and have not ended yet. Thread-safe. */
final class GivenUp {

    /** So many for each slot are too many, whatever they do: each keeps its stack and what its task holds. */
    private static final int FOR_EACH_SLOT = 10;

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final int most;
    private final int carriers;

    /**
     * @param slots of the pool
     * @param carriers how many threads can compute at a time, where one that is given up takes that from the others; else as many
     *     as there may be
     */
    GivenUp(int slots, int carriers) {
        this.most = slots * FOR_EACH_SLOT;
        this.carriers = carriers;
    }

    void add(Thread thread) {
        threads.add(thread);
    }

    /** It has ended after all. */
    void remove(Thread thread) {
        threads.remove(thread);
    }

    int count() {
        return threads.size();
    }

    /** Whether nobody else could run, or they become a burden. */
    boolean tooMany() {
        return threads.size() >= most
                || threads.stream().filter(GivenUp::computes).count() >= carriers;
    }

    private static boolean computes(Thread thread) {
        return thread.getState() == Thread.State.RUNNABLE || thread.getState() == Thread.State.BLOCKED;
    }
}
