package dev.lovage.worker;

import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.PerStep;
import dev.lovage.worker.step.TimerService;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Counts the time on the loop and does what is due on a thread for steps, so that a step can't block the loop. Thread-safe. */
final class StepTimer implements TimerService, PerStep<TimerService> {

    private static final long LAST_ACTION_SECONDS = 2;

    private final WorkerLoop loop;
    private final ExecutorService thread;
    private final Plans nobodys;

    StepTimer(WorkerLoop loop) {
        this.loop = loop;
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread made = new Thread(work, "lovage-timer");
            made.setDaemon(true);
            return made;
        });
        this.nobodys = new Plans("the worker", StepTimer.class.getClassLoader(), loop, thread);
    }

    @Override
    public TimerService forStep(Bootstep step) {
        return new Plans("the step " + step.name(), step.getClass().getClassLoader(), loop, thread);
    }

    @Override
    public Scheduled callAfter(Duration span, Runnable action) {
        return nobodys.callAfter(span, action);
    }

    @Override
    public Scheduled callRepeatedly(Duration span, Runnable action) {
        return nobodys.callRepeatedly(span, action);
    }

    void stop() {
        nobodys.close();
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LAST_ACTION_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
