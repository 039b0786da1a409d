package dev.lovage.worker;

import dev.lovage.worker.step.Irreplaceable;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.StepContext;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loop's thread, and one for what would block it. Gives {@link WorkerLoop} and {@link Blocking}. */
public final class LoopStep implements Irreplaceable {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker");

    LoopStep() {}

    @Override
    public String instead() {
        return "all state of the worker belongs to it. What takes time goes onto a thread of a step of your own, or into one that"
                + " requires TimerService";
    }

    /** Runs what may block, one after the other. */
    record Blocking(ExecutorService executor) {}

    @Override
    public Set<Class<?>> offers() {
        return Set.of(WorkerLoop.class, Blocking.class);
    }

    @Override
    public Lifecycle create(StepContext context) {
        WorkerConfig config = context.get(WorkerConfig.class);
        WorkerLoop loop = new WorkerLoop(
                config.clock(), failure -> LOG.error("The worker's loop met a bug, and goes on: {}", failure, failure));
        LoopThread thread = new LoopThread(loop, "lovage-loop");
        ExecutorService blocking = Executors.newSingleThreadExecutor(task -> {
            Thread helper = new Thread(task, "lovage-admin");
            helper.setDaemon(true);
            return helper;
        });
        context.put(WorkerLoop.class, loop).put(Blocking.class, new Blocking(blocking));
        return Lifecycle.of(thread::start, () -> {
            end(blocking);
            thread.stop();
        });
    }

    /** What runs things that may block; a thread for each where this step is switched off. */
    static Executor blocking(StepContext context) {
        return context.find(Blocking.class).<Executor>map(Blocking::executor).orElse(task -> {
            Thread thread = new Thread(task, "lovage-admin");
            thread.setDaemon(true);
            thread.start();
        });
    }

    private static void end(ExecutorService blocking) {
        blocking.shutdown();
        try {
            if (!blocking.awaitTermination(Duration.ofSeconds(2).toMillis(), TimeUnit.MILLISECONDS)) {
                blocking.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
