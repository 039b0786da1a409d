package dev.lovage.worker;

import dev.lovage.worker.hooks.WorkerListener.WorkerReady;
import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.Links;
import dev.lovage.worker.step.StepContext;
import dev.lovage.worker.step.TaskCatalog;
import dev.lovage.worker.step.WorkerControl;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says that the worker is ready, to people and in the log. */
public final class ReadyStep implements Bootstep {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker");

    ReadyStep() {}

    @Override
    public Set<Class<?>> requires() {
        return Set.of(Links.class);
    }

    @Override
    public boolean last() {
        return true;
    }

    @Override
    public Lifecycle create(StepContext context) {
        WorkerConfig config = context.get(WorkerConfig.class);
        return Lifecycle.of(
                () -> {
                    List<CatalogEntry> tasks = context.find(TaskConsumer.class)
                            .map(TaskConsumer::catalog)
                            .orElse(List.of());
                    config.banner().accept(new Banner(config, context.get(Links.class), tasks).text());
                    LOG.info("{} ready.", config.hostname());
                    WorkerReady event = new WorkerReady(
                            context.get(WorkerControl.class),
                            context.find(TaskCatalog.class)
                                    .map(TaskCatalog::tasks)
                                    .orElse(List.of()));
                    context.get(Listeners.class).tell(listener -> listener.workerReady(event));
                },
                () -> {});
    }
}
