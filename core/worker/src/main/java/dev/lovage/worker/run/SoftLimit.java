package dev.lovage.worker.run;

import dev.lovage.SoftTimeLimitExceeded;
import dev.lovage.worker.Request;
import dev.lovage.worker.TaskFields;
import dev.lovage.worker.TimeLimits;
import dev.lovage.worker.weave.Checks;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The soft limit of one run. When it is reached the task's thread is interrupted, and its checks begin to throw; whichever comes
 * first, the other is taken back, so that the task is told once and can clean up. Thread-safe.
 */
final class SoftLimit implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SoftLimit.class);
    private static final int DEEPEST_CAUSE = 20;

    /** How far it has come. */
    private enum Phase {
        /** Not reached. */
        OPEN,
        /** Reached; the task's thread was interrupted, and may or may not know. */
        REACHED,
        /** The task was thrown the exception. */
        THROWN,
        /** The run is over. */
        CLOSED
    }

    private final Duration limit;
    private final Thread thread;
    private final boolean woven;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Phase phase = Phase.OPEN;
    private Deadlines.@Nullable Deadline deadline;
    private boolean armed;

    private SoftLimit(Duration limit, Thread thread, boolean woven) {
        this.limit = limit;
        this.thread = thread;
        this.woven = woven;
    }

    /**
     * The limit of a run that begins now on this thread.
     *
     * @param woven whether this process's classes have checks in their loops
     */
    static Optional<SoftLimit> start(Request request, Deadlines deadlines, boolean woven) {
        return request.softLimit().map(span -> {
            SoftLimit limit = new SoftLimit(span, Thread.currentThread(), woven);
            limit.deadline = deadlines.after(span, () -> limit.reach(request));
            return limit;
        });
    }

    /** The run is over: its thread is not interrupted any more. */
    @Override
    public void close() {
        lock.lock();
        try {
            phase = Phase.CLOSED;
            if (deadline != null) {
                deadline.cancel();
            }
            disarm();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it was reached before the run was over. */
    boolean reached() {
        return phase == Phase.REACHED || phase == Phase.THROWN;
    }

    /**
     * Throws on the task's thread if the limit was reached and the task was not told yet.
     *
     * @param asked whether the task itself asks; else an interrupt that it took notice of is told enough
     */
    void check(boolean asked) {
        if (phase != Phase.REACHED || Thread.currentThread() != thread) {
            return;
        }
        lock.lock();
        try {
            if (phase != Phase.REACHED) {
                return;
            }
            // Gone if something that waited has thrown because of it.
            boolean unheard = Thread.interrupted();
            disarm();
            if (!unheard && !asked) {
                return;
            }
            phase = Phase.THROWN;
        } finally {
            lock.unlock();
        }
        throw exception(null);
    }

    /** What the task failed with: this limit, if it threw because its thread was interrupted for it. */
    Throwable failure(Throwable thrown) {
        return reached() && fromInterrupt(thrown) ? exception(thrown) : thrown;
    }

    private void reach(Request request) {
        lock.lock();
        try {
            if (phase != Phase.OPEN) {
                return;
            }
            phase = Phase.REACHED;
            if (woven) {
                armed = true;
                Checks.arm(this::checkLoop);
            }
            thread.interrupt();
        } finally {
            lock.unlock();
        }
        // This thread keeps the limits of all tasks.
        try (TaskFields.Scope inside = TaskFields.enter(request.id(), request.task(), request.queue())) {
            log.warn(
                    "Soft time limit ({} s) exceeded for {}[{}]",
                    TimeLimits.seconds(limit),
                    request.task(),
                    request.id());
        }
    }

    private void checkLoop() {
        if (Thread.currentThread() == thread && !initializing()) {
            check(false);
        }
    }

    /** An exception in a static initializer would spoil the class for as long as the process lives. */
    private static boolean initializing() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("<clinit>")));
    }

    private void disarm() {
        if (armed) {
            armed = false;
            Checks.disarm();
        }
    }

    private SoftTimeLimitExceeded exception(@Nullable Throwable cause) {
        SoftTimeLimitExceeded exceeded = new SoftTimeLimitExceeded(limit, cause);
        if (cause != null) {
            exceeded.setStackTrace(cause.getStackTrace());
            return exceeded;
        }
        StackTraceElement[] frames = exceeded.getStackTrace();
        int first = 0;
        while (first < frames.length && isOurs(frames[first].getClassName())) {
            first++;
        }
        exceeded.setStackTrace(Arrays.copyOfRange(frames, first, frames.length));
        return exceeded;
    }

    private static boolean isOurs(String className) {
        return className.startsWith("dev.lovage.worker.run.")
                || className.startsWith("dev.lovage.worker.weave.")
                || className.startsWith("java.lang.invoke.");
    }

    private static boolean fromInterrupt(Throwable thrown) {
        @Nullable Throwable each = thrown;
        for (int depth = 0; each != null && depth < DEEPEST_CAUSE; depth++) {
            boolean interrupted = each instanceof InterruptedException
                    || each instanceof ClosedByInterruptException
                    || (each instanceof InterruptedIOException && !(each instanceof SocketTimeoutException))
                    // Of a virtual thread that waits for a socket.
                    || (each instanceof SocketException
                            && String.valueOf(each.getMessage()).contains("interrupt"));
            if (interrupted) {
                return true;
            }
            each = each.getCause();
        }
        return false;
    }
}
