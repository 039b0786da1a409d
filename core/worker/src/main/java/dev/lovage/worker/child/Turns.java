package dev.lovage.worker.child;

import dev.lovage.worker.channel.Frame;
import dev.lovage.worker.channel.Frame.Run;
import dev.lovage.worker.channel.Frame.Stop;
import dev.lovage.worker.channel.FrameInput;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Whose turn it is to read the channel. Between tasks the thread that runs them reads it itself, which saves a change of threads for
 * each task. While a task takes longer than a moment, or waits for an answer, another thread reads: so that answers arrive, and the
 * end of the parent is noticed, whatever the task does.
 */
final class Turns {

    /** A task that runs for one to two of these is worth a change of threads. */
    private static final long MOMENT = Duration.ofMillis(10).toNanos();

    private final FrameInput input;
    private final Consumer<Frame> aside;
    private final Runnable orphaned;
    private final BlockingQueue<Frame> inbox = new LinkedBlockingQueue<>();
    private final ReentrantLock reading = new ReentrantLock();
    private final Thread watcher = new Thread(this::watchOver, "lovage-channel");
    /** How often a task began or ended: odd while one runs. To load the application counts as one. */
    private volatile long changes = 1;
    /** The same, for the only one who writes it: the thread that runs tasks. */
    private long counted = 1;

    private volatile boolean parked;
    private volatile boolean urgent = true;

    /**
     * @param aside takes what is neither to be run nor the order to stop, on any thread
     * @param orphaned ends this process: the channel is at its end
     */
    Turns(FrameInput input, Consumer<Frame> aside, Runnable orphaned) {
        this.input = input;
        this.aside = aside;
        this.orphaned = orphaned;
    }

    /** From now on somebody reads. */
    void start() {
        watcher.setDaemon(true);
        watcher.start();
    }

    /** The task is over; waits for the next one, or for the order to stop. Called by the thread that runs tasks. */
    Frame next() {
        changes = ++counted;
        Frame frame = await();
        changes = ++counted;
        forgetInterrupt();
        if (parked) {
            LockSupport.unpark(watcher);
        }
        return frame;
    }

    /** The same, but waits no longer than that; the task counts as going on meanwhile. */
    Optional<Frame> next(Duration atMost) {
        hurry();
        try {
            return Optional.ofNullable(inbox.poll(atMost.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException late) {
            return Optional.empty();
        } finally {
            forgetInterrupt();
        }
    }

    /** It was meant for a task that is over, and must not hit the one that begins. */
    private static void forgetInterrupt() {
        Thread.interrupted();
    }

    /** Forgets a request that waits for its turn; says whether there was one: else it has begun, or is none of ours. */
    boolean forget(long slot) {
        return inbox.removeIf(frame -> frame instanceof Run run && run.request().slot() == slot);
    }

    /** An answer is expected: somebody should read at once. */
    void hurry() {
        urgent = true;
        LockSupport.unpark(watcher);
    }

    /**
     * Who reads puts the next frame into the inbox before it lets go, and does not read again for a task that is over. To wait for
     * the frame alone could miss that nobody reads any more.
     */
    private Frame await() {
        Frame read = inbox.poll();
        if (read != null) {
            return read;
        }
        reading.lock();
        try {
            Frame left = inbox.poll();
            return left != null ? left : read();
        } finally {
            reading.unlock();
        }
    }

    /** Reads until there is something to do. Needs the lock. */
    private Frame read() {
        try {
            for (Optional<Frame> frame = input.await(); frame.isPresent(); frame = input.await()) {
                if (frame.get() instanceof Run || frame.get() instanceof Stop) {
                    return frame.get();
                }
                aside.accept(frame.get());
            }
        } catch (Throwable broken) {
            // Whatever it was, a child that does not hear its parent must not live on.
            orphaned.run();
        }
        orphaned.run();
        throw new IllegalStateException("The process should have ended");
    }

    private void watchOver() {
        long seen = -1;
        while (true) {
            // Whoever interrupts this thread must not keep it from resting.
            Thread.interrupted();
            long now = changes;
            boolean running = (now & 1) == 1;
            if (running && (urgent || now == seen)) {
                readForTask(now);
                seen = -1;
            } else if (now == seen && !urgent) {
                rest(now);
            } else {
                urgent = false;
                seen = now;
                LockSupport.parkNanos(this, MOMENT);
            }
        }
    }

    /** What is to do next goes to the thread that runs tasks, which reads itself after this task. */
    private void readForTask(long during) {
        if (reading.tryLock()) {
            try {
                urgent = false;
                do {
                    inbox.add(read());
                } while (changes == during);
            } finally {
                reading.unlock();
            }
        }
    }

    /** Nothing has happened for a moment: sleeps until the next task. */
    private void rest(long now) {
        parked = true;
        try {
            if (changes == now && !urgent) {
                LockSupport.park(this);
            }
        } finally {
            parked = false;
        }
    }
}
