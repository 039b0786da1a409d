package dev.lovage.worker;

import dev.lovage.messaging.Topology;
import dev.lovage.worker.scale.AutoscaleRule;
import dev.lovage.worker.scale.QueueDepths;
import dev.lovage.worker.scale.ReservedRule;
import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.ComponentLoader;
import dev.lovage.worker.step.ConsumerControl;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.Links;
import dev.lovage.worker.step.StepContext;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes the size of the pool as a rule wants it. */
public final class AutoscaleStep implements Bootstep {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker.autoscale");

    AutoscaleStep() {}

    @Override
    public String name() {
        return "Autoscaler";
    }

    @Override
    public Set<Class<?>> requires() {
        return Set.of(LoopStep.class, Pool.class, Links.class, TaskConsumer.class, Window.class, ConsumerControl.class);
    }

    @Override
    public boolean enabled(StepContext context) {
        return context.get(WorkerConfig.class).autoscale().isPresent();
    }

    @Override
    public boolean last() {
        return true;
    }

    @Override
    public Lifecycle create(StepContext context) {
        WorkerConfig config = context.get(WorkerConfig.class);
        Pool pool = context.get(Pool.class);
        if (!pool.abilities().contains(Pool.Ability.RESIZE)) {
            return Lifecycle.NONE;
        }
        return config.autoscale()
                .map(scale -> scaling(context, config, scale, pool))
                .orElse(Lifecycle.NONE);
    }

    private static Lifecycle scaling(StepContext context, WorkerConfig config, Autoscale scale, Pool pool) {
        WorkerLoop loop = context.get(WorkerLoop.class);
        TaskConsumer consumer = context.get(TaskConsumer.class);
        Window window = context.get(Window.class);
        ConsumerControl queues = context.get(ConsumerControl.class);
        Topology topology = context.get(Links.class).reads().topology();
        ZoneId zone = config.settings().timezone();
        AutoscaleRule rule = rule(context, scale);
        RuleThread thread = new RuleThread(
                rule, () -> config.clock().now().atZone(zone), () -> new Depths(queues.queues(), topology));
        Autoscaler autoscaler = new Autoscaler(
                loop, pool, () -> consumer.load(pool.size()), thread, scale.range(), scale.keepAlive(), window);
        context.put(Autoscaler.class, autoscaler);
        return Lifecycle.of(
                () -> {
                    LOG.info(
                            "Autoscaling between {} and {} slots by {}",
                            scale.range().min(),
                            scale.range().max(),
                            rule.getClass().getName());
                    loop.execute(autoscaler::start);
                },
                () -> {
                    loop.execute(autoscaler::stop);
                    thread.close();
                });
    }

    private static AutoscaleRule rule(StepContext context, Autoscale scale) {
        return scale.rule()
                .or(() -> context.get(WorkerConfig.class)
                        .settings()
                        .workerAutoscaler()
                        .map(name -> context.get(ComponentLoader.Loader.class)
                                .make("worker_autoscaler", name, AutoscaleRule.class)))
                .orElseGet(ReservedRule::new);
    }

    /** Asks the broker for each queue once. */
    private static final class Depths implements QueueDepths {

        private final Set<String> names;
        private final Topology topology;
        private final Map<String, Long> known = new HashMap<>();

        Depths(Set<String> names, Topology topology) {
            this.names = Set.copyOf(names);
            this.topology = topology;
        }

        @Override
        public Set<String> names() {
            return names;
        }

        @Override
        public long depth(String queue) {
            return known.computeIfAbsent(queue, topology::size);
        }
    }
}
