package dev.lovage.examples;

import dev.lovage.worker.AutoscaleStep;
import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.ConsumerControl;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.StepContext;
import dev.lovage.worker.step.TimerService;
import dev.lovage.worker.step.WorkerPool;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

// region: step
/** In the place of the worker's own autoscaler: up at once when messages wait, down to one slot when all is done. */
public final class QueueAutoscaler implements Bootstep {

    private static final int MOST = 3;
    private static final Duration LOOK = Duration.ofMillis(200);

    @Override
    public Optional<Class<? extends Bootstep>> replaces() {
        return Optional.of(AutoscaleStep.class);
    }

    @Override
    public Set<Class<?>> requires() {
        return Set.of(TimerService.class, WorkerPool.class, ConsumerControl.class);
    }

    @Override
    public Lifecycle create(StepContext context) {
        WorkerPool pool = context.get(WorkerPool.class);
        ConsumerControl queues = context.get(ConsumerControl.class);
        TimerService timer = context.get(TimerService.class);
        return Lifecycle.of(() -> timer.callRepeatedly(LOOK, () -> look(pool, queues)), () -> {});
    }

    private static void look(WorkerPool pool, ConsumerControl queues) {
        long load = queues.waiting() + queues.reserved();
        int size = pool.size();
        int wanted = load == 0 ? 1 : (int) Math.min(MOST, Math.max(load, size));
        if (wanted != size) {
            System.out.println("slots: " + wanted);
            pool.resize(wanted);
        }
    }
}
// end: step
