package dev.lovage.cli;

import dev.lovage.messaging.Clock;
import dev.lovage.settings.Settings;
import dev.lovage.worker.ChildOptions;
import dev.lovage.worker.Pool;
import dev.lovage.worker.PoolProvider;
import dev.lovage.worker.PoolSpec;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks a child JVM what an application is, so that its code is loaded there and not here. */
final class ApplicationFacts {

    /** The pool that loads it apart from this program. */
    private static final String APART = "process";

    private final Clock clock;

    ApplicationFacts(Clock clock) {
        this.clock = clock;
    }

    /**
     * Its tasks, and what its code says of settings.
     *
     * @throws UnloadableException when it can't be loaded
     */
    CatalogReader.Facts of(String app, Settings settings) {
        return of(app, settings, new CompletableFuture<>());
    }

    /**
     * The same, for as long as somebody wants to know.
     *
     * @throws UnloadableException when it can't be loaded, or {@code givenUp} is complete before it is
     */
    CatalogReader.Facts of(String app, Settings settings, CompletionStage<?> givenUp) {
        return CatalogReader.read(pool(app, settings), settings.workerProcAliveTimeout(), givenUp);
    }

    private Pool pool(String app, Settings settings) {
        PoolProvider provider = ServiceLoader.load(PoolProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.names().contains(APART))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no pool '" + APART + "' on the class path"));
        PoolSpec.Code code = PoolSpec.Code.of(List.of(app)).withIncludes(settings.include());
        return provider.open(
                APART,
                PoolSpec.of(1, code, NoRelay.INSTANCE)
                        .withHostname("tasks@localhost")
                        .withMaxResultBytes(settings.maxMessageBytes())
                        .withChildren(ChildOptions.of(settings))
                        .withClock(clock));
    }
}
