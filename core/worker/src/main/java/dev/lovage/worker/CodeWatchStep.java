package dev.lovage.worker;

import dev.lovage.messaging.LovageException;
import dev.lovage.worker.reload.CodeWatch;
import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.StepContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks at the code of the tasks before any child loads it, so that no later save is overlooked. Offers {@link CodeWatch}, which
 * {@link ReloadStep} has tell of changes.
 */
public final class CodeWatchStep implements Bootstep {

    CodeWatchStep() {}

    @Override
    public Set<Class<?>> requires() {
        return Set.of(Pool.class);
    }

    @Override
    public Set<Class<?>> offers() {
        return Set.of(CodeWatch.class);
    }

    @Override
    public boolean enabled(StepContext context) {
        return context.get(WorkerConfig.class).reload().isPresent();
    }

    @Override
    public Lifecycle create(StepContext context) {
        WorkerConfig config = context.get(WorkerConfig.class);
        boolean renews = context.get(Pool.class).abilities().contains(Pool.Ability.RENEW);
        CodeWatch watch = new CodeWatch(renews ? places(config) : List.of(), written(config), config.clock());
        context.put(CodeWatch.class, watch);
        return Lifecycle.of(renews ? watch::look : () -> {}, watch::close);
    }

    /** What the user named, or everything that the children's classes come from. */
    private static List<Path> places(WorkerConfig config) {
        List<Path> named = config.reload().orElse(List.of());
        named.stream().filter(path -> !Files.exists(path)).findFirst().ifPresent(path -> {
            throw new LovageException("--reload=" + path + ": there is no such file or folder in "
                    + Path.of("").toAbsolutePath());
        });
        List<Path> places = named.isEmpty() ? ofTasks(config) : named;
        if (places.isEmpty()) {
            throw new LovageException("--reload: there is nothing to watch; name files or folders with --reload=PATHS");
        }
        return places;
    }

    private static List<Path> ofTasks(WorkerConfig config) {
        Stream<Path> named = Stream.concat(config.applications().stream(), config.includes().stream())
                .map(Path::of);
        return Stream.concat(named, config.classPath().stream())
                .filter(Files::exists)
                .toList();
    }

    /** What the worker itself writes is no news. */
    private static Set<Path> written(WorkerConfig config) {
        return Stream.of(config.settings().workerLogfile(), config.settings().workerPidfile())
                .flatMap(Optional::stream)
                .map(Path::of)
                .collect(Collectors.toSet());
    }
}
