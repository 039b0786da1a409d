package dev.lovage.worker;

import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.StepContext;
import dev.lovage.worker.step.TimerService;
import java.util.Set;

/** The time for steps. Offers {@link TimerService}. */
public final class TimerStep implements Bootstep {

    TimerStep() {}

    @Override
    public Set<Class<?>> requires() {
        return Set.of(LoopStep.class);
    }

    @Override
    public Set<Class<?>> offers() {
        return Set.of(TimerService.class);
    }

    @Override
    public Lifecycle create(StepContext context) {
        StepTimer timer = new StepTimer(context.get(WorkerLoop.class));
        context.put(TimerService.class, timer);
        return Lifecycle.of(() -> {}, timer::stop);
    }
}
