package dev.lovage.worker;

import dev.lovage.worker.reload.CodeWatch;
import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.StepContext;
import java.util.Set;

/** Has changed code loaded. */
public final class ReloadStep implements Bootstep {

    ReloadStep() {}

    @Override
    public String name() {
        return "Reloader";
    }

    @Override
    public Set<Class<?>> requires() {
        return Set.of(LoopStep.class, Pool.class, TaskConsumer.class, CodeWatch.class);
    }

    @Override
    public boolean enabled(StepContext context) {
        return context.get(WorkerConfig.class).reload().isPresent();
    }

    @Override
    public boolean last() {
        return true;
    }

    @Override
    public Lifecycle create(StepContext context) {
        Pool pool = context.get(Pool.class);
        if (!pool.abilities().contains(Pool.Ability.RENEW)) {
            return Lifecycle.NONE;
        }
        WorkerLoop loop = context.get(WorkerLoop.class);
        CodeWatch watch = context.get(CodeWatch.class);
        Reloader reloader = new Reloader(loop, pool, context.get(TaskConsumer.class));
        return Lifecycle.of(() -> watch.start(change -> loop.execute(() -> reloader.changed(change))), () -> {
            watch.close();
            loop.execute(reloader::stop);
        });
    }
}
