package dev.lovage.worker;

import dev.lovage.settings.Settings;
import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.Links;
import dev.lovage.worker.step.StepContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the pool, which {@link TasksStep} starts and stops, and ends it for sure. Offers {@link Pool}.
 *
 * <p>For a pool of one's own, extend it and {@link #open} another: such a step takes this one's place.
 */
public class PoolStep implements Bootstep {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker");

    /** The pool that the user named. */
    public PoolStep() {}

    @Override
    public Optional<Class<? extends Bootstep>> replaces() {
        return getClass() == PoolStep.class ? Optional.empty() : Optional.of(PoolStep.class);
    }

    /** Opens the pool; starts nothing. */
    protected Pool open(StepContext context, PoolSpec spec) {
        return open(context.get(WorkerConfig.class), spec);
    }

    @Override
    public Set<Class<?>> requires() {
        return Set.of(LoopStep.class);
    }

    @Override
    public Set<Class<?>> offers() {
        return Set.of(Pool.class);
    }

    @Override
    public Lifecycle create(StepContext context) {
        WorkerConfig config = context.get(WorkerConfig.class);
        // The pool is opened before there is a connection, and starts only after.
        Relay relay = new WorkerRelay(
                () -> context.get(Links.class),
                context.get(LoopStep.Blocking.class).executor());
        Pool pool = open(context, spec(config, relay));
        AbilityCheck.Asked asked = new AbilityCheck.Asked(
                config.settings(),
                config.autoscale().isPresent(),
                config.reload().isPresent());
        AbilityCheck.complaints(asked, config.pool().name(), pool.abilities()).forEach(LOG::warn);
        context.put(Pool.class, pool);
        WorkerLoop loop = context.get(WorkerLoop.class);
        // Who runs the tasks has stopped it; it may have come to nothing before that, though, and an open pool has
        // files.
        return Lifecycle.of(() -> {}, () -> loop.execute(pool::terminate));
    }

    /** A pool that can't grow later has from the start what it may come to need. */
    private static Pool open(WorkerConfig config, PoolSpec spec) {
        PoolChoice choice = config.pool();
        Pool pool = choice.provider().open(choice.name(), spec);
        if (config.autoscale().isEmpty() || pool.abilities().contains(Pool.Ability.RESIZE)) {
            return pool;
        }
        pool.terminate();
        return choice.provider().open(choice.name(), spec.withConcurrency(config.mostSlots()));
    }

    private static PoolSpec spec(WorkerConfig config, Relay relay) {
        Settings settings = config.settings();
        PoolSpec.Code code = new PoolSpec.Code(
                config.applications(),
                config.includes(),
                config.classPath(),
                config.app(),
                config.reload().isPresent());
        return PoolSpec.of(config.concurrency(), code, relay)
                .withHostname(config.hostname())
                .withSettings(forTasks(config))
                .withSecrets(secrets(config))
                .withMaxResultBytes(settings.maxMessageBytes())
                .withChildren(ChildOptions.of(settings))
                .withClock(config.clock());
    }

    /** The settings that tasks may know: those said, without what the parent keeps to itself. */
    private static Map<String, String> forTasks(WorkerConfig config) {
        Map<String, String> known = new HashMap<>();
        config.settings().table().forEach((name, value) -> {
            boolean said = !config.settings().origin(name).equals("default");
            boolean link = name.contains("url") || name.contains("backend") || name.contains("transport_options");
            if (said && !link && !value.contains("**")) {
                known.put(name, value);
            }
        });
        return known;
    }

    private static List<String> secrets(WorkerConfig config) {
        return Stream.of(
                        Stream.of(
                                config.settings().brokerUrl(),
                                config.settings().brokerReadUrl(),
                                config.settings().brokerWriteUrl()),
                        config.settings().resultBackend().stream())
                .flatMap(urls -> urls)
                .flatMap(urls -> Stream.of(urls.split(";", -1)))
                .flatMap(Secrets::of)
                .distinct()
                .toList();
    }
}
