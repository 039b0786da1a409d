package dev.lovage.worker.pool;

import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The threads of a pool, which take requests from one queue. A thread whose task does not end is given up: it is interrupted, takes
 * nothing more, and another one starts in its place. Thread-safe.
 */
final class TaskThreads<T> {

    /** Makes and starts a thread, which must not keep the process alive. */
    @FunctionalInterface
    interface Starter {

        Thread start(Runnable work, String name);
    }

    private final Starter starter;
    private final Predicate<T> work;
    private final BlockingQueue<T> queue = new LinkedBlockingQueue<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger numbers = new AtomicInteger();
    private volatile boolean ended;

    /** @param work does one thing on the thread that took it, and says whether that thread may take another */
    TaskThreads(Starter starter, Predicate<T> work) {
        this.starter = starter;
        this.work = work;
    }

    /** Starts one more thread; what its tasks load by their context they load with this loader. */
    void grow(ClassLoader loader) {
        var unused = starter.start(() -> live(loader), "lovage-task-" + numbers.incrementAndGet());
    }

    void submit(T next) {
        queue.add(next);
    }

    /** Gives a thread up: its work was told to say that it may take nothing more. */
    void abandon(Thread thread) {
        threads.remove(thread);
        thread.interrupt();
    }

    /** Ends all threads as soon as they can; the one that calls this when it is done with what it does. */
    void end() {
        ended = true;
        for (Thread thread : threads) {
            if (thread != Thread.currentThread()) {
                thread.interrupt();
            }
        }
    }

    private void live(ClassLoader loader) {
        Thread thread = Thread.currentThread();
        thread.setContextClassLoader(loader);
        threads.add(thread);
        try {
            boolean more = true;
            while (more && !ended) {
                more = takeAndWork();
            }
        } finally {
            threads.remove(thread);
        }
    }

    private boolean takeAndWork() {
        try {
            return work.test(queue.take());
        } catch (InterruptedException e) {
            // To end it, or left over from a task: the loop looks.
            return true;
        }
    }
}
