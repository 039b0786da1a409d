package dev.lovage.worker;

import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.StepContext;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says that the worker is ready, to people and in the log. */
final class ReadyStep implements Bootstep {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker");

    @Override
    public Set<Class<? extends Bootstep>> requires() {
        return Set.of(ConnectionStep.class, TasksStep.class, ConsumerStep.class);
    }

    @Override
    public Lifecycle create(StepContext context) {
        WorkerConfig config = context.get(WorkerConfig.class);
        TaskConsumer consumer = context.get(TaskConsumer.class);
        return Lifecycle.of(
                () -> {
                    config.banner().accept(new Banner(config, context.get(Links.class), consumer.catalog()).text());
                    LOG.info("{} ready.", config.hostname());
                },
                () -> {});
    }
}
