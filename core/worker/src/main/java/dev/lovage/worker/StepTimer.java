package dev.lovage.worker;

import dev.lovage.worker.step.TimerService;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the time on the loop and does what is due on a thread for steps, so that a step can't block the loop. Thread-safe. */
final class StepTimer implements TimerService {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.bootsteps");
    private static final long LAST_ACTION_SECONDS = 2;

    private final WorkerLoop loop;
    private final ExecutorService thread;

    StepTimer(WorkerLoop loop) {
        this.loop = loop;
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread made = new Thread(work, "lovage-timer");
            made.setDaemon(true);
            return made;
        });
    }

    @Override
    public Scheduled callAfter(Duration span, Runnable action) {
        Plan plan = new Plan(span, action, false);
        plan.schedule();
        return plan;
    }

    @Override
    public Scheduled callRepeatedly(Duration span, Runnable action) {
        if (span.isNegative() || span.isZero()) {
            throw new IllegalArgumentException("A span between repetitions must be more than nothing, was " + span);
        }
        Plan plan = new Plan(span, action, true);
        plan.schedule();
        return plan;
    }

    void stop() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LAST_ACTION_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One thing that is going to be done. */
    private final class Plan implements Scheduled {

        private final Duration span;
        private final Runnable action;
        private final boolean again;
        private volatile boolean cancelled;

        Plan(Duration span, Runnable action, boolean again) {
            this.span = span;
            this.action = action;
            this.again = again;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        void schedule() {
            loop.execute(() -> loop.after(span, this::due));
        }

        private void due() {
            if (cancelled) {
                return;
            }
            try {
                thread.execute(this::run);
            } catch (RejectedExecutionException e) {
                cancelled = true; // The worker is stopping.
            }
        }

        private void run() {
            if (cancelled) {
                return;
            }
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                LOG.error("What a step had planned failed: {}", e, e);
            }
            if (again && !cancelled) {
                schedule();
            }
        }
    }
}
