package dev.lovage.worker;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Drives a {@link WorkerLoop} in a thread of its own, which sleeps while there is nothing to do. */
final class LoopThread {

    private static final long LONGEST_SLEEP_NANOS = Duration.ofSeconds(10).toNanos();

    private final WorkerLoop loop;
    private final Thread thread;
    private volatile boolean sleeping;
    private volatile boolean stopped;

    LoopThread(WorkerLoop loop, String name) {
        this.loop = loop;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        loop.onPosted(this::wake);
    }

    void start() {
        thread.start();
    }

    /** Ends it after the events posted so far; waits for that unless the loop itself calls. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(LONGEST_SLEEP_NANOS / 1_000_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopped || loop.hasEvents()) {
            if (loop.turn() == 0) {
                sleep();
            }
        }
    }

    private void sleep() {
        sleeping = true;
        try {
            // Whoever posts after this look sees that we sleep and wakes us: no event is overlooked.
            if (!loop.hasEvents() && !stopped) {
                long nanos = loop.untilNextTimer().orElse(LONGEST_SLEEP_NANOS);
                if (nanos > 0) {
                    LockSupport.parkNanos(loop, Math.min(nanos, LONGEST_SLEEP_NANOS));
                }
            }
        } finally {
            sleeping = false;
        }
    }

    private void wake() {
        if (sleeping) {
            LockSupport.unpark(thread);
        }
    }
}
