package dev.lovage.worker;

import dev.lovage.messaging.LovageException;
import dev.lovage.worker.reload.CodeWatch;
import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.StepContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Watches the code of the tasks, and has changed code loaded. */
public final class ReloadStep implements Bootstep {

    ReloadStep() {}

    @Override
    public String name() {
        return "Reloader";
    }

    @Override
    public Set<Class<?>> requires() {
        return Set.of(LoopStep.class, Pool.class, TaskConsumer.class);
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
        WorkerConfig config = context.get(WorkerConfig.class);
        Pool pool = context.get(Pool.class);
        if (!pool.abilities().contains(Pool.Ability.RENEW)) {
            return Lifecycle.NONE;
        }
        WorkerLoop loop = context.get(WorkerLoop.class);
        Reloader reloader = new Reloader(loop, pool, context.get(TaskConsumer.class));
        CodeWatch watch =
                new CodeWatch(places(config), config.clock(), change -> loop.execute(() -> reloader.changed(change)));
        return Lifecycle.of(watch::start, () -> {
            watch.close();
            loop.execute(reloader::stop);
        });
    }

    /** What the user named, or everything that the children's classes come from. */
    private static List<Path> places(WorkerConfig config) {
        List<Path> named = config.reload().orElse(List.of());
        named.stream().filter(path -> !Files.exists(path)).findFirst().ifPresent(path -> {
            throw new LovageException("--reload=" + path + ": there is no such file or folder in "
                    + Path.of("").toAbsolutePath());
        });
        List<Path> places = named.isEmpty()
                ? Stream.concat(
                                Stream.concat(config.applications().stream(), config.includes().stream())
                                        .map(Path::of),
                                config.classPath().stream())
                        .filter(Files::exists)
                        .toList()
                : named;
        if (places.isEmpty()) {
            throw new LovageException("--reload: there is nothing to watch; name files or folders with --reload=PATHS");
        }
        return places;
    }
}
