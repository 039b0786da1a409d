package dev.lovage.cli;

import dev.lovage.worker.CatalogEntry;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Has a pool load an application, and takes from it what tasks there are. Runs none of them. */
final class CatalogReader implements Pool.Listener {

    /**
     * What an application is.
     *
     * @param settings what its code says of settings; holds secrets
     */
    record Facts(List<CatalogEntry> catalog, Map<String, String> settings) {

        @Override
        public String toString() {
            return "Facts" + catalog;
        }
    }

    private final CompletableFuture<Facts> facts = new CompletableFuture<>();
    private volatile Map<String, String> settings = Map.of();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    /**
     * Starts the pool, reads, and ends it.
     *
     * @param givenUp nobody wants to know any more once that is complete
     * @throws UnloadableException when the application can't be loaded, or that was given up
     */
    static Facts read(Pool pool, Duration patience, CompletionStage<?> givenUp) {
        CatalogReader reader = new CatalogReader();
        givenUp.thenRun(() -> reader.facts.completeExceptionally(new UnloadableException("It was given up", null)));
        pool.start(reader);
        try {
            return await(reader.facts, patience);
        } finally {
            pool.terminate();
            await(reader.stopped, patience);
        }
    }

    private static <T> T await(CompletableFuture<T> future, Duration patience) {
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new UnloadableException("The child JVM did not answer within " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new UnloadableException(
                    String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnloadableException("Interrupted while the application was loaded", e);
        }
    }

    @Override
    public void onSettings(Map<String, String> said) {
        settings = said;
    }

    @Override
    public void onCatalog(List<CatalogEntry> entries) {
        facts.complete(new Facts(entries, settings));
    }

    @Override
    public void onUnloadable(String reason) {
        facts.completeExceptionally(new UnloadableException(reason, null));
    }

    @Override
    public void onDegraded(String reason) {
        facts.completeExceptionally(new UnloadableException(reason, null));
    }

    @Override
    public void onStopped() {
        facts.completeExceptionally(new UnloadableException("The child JVM ended before it answered", null));
        stopped.complete(null);
    }

    @Override
    public void onIdle(int slots) {}

    @Override
    public void onStarted(long slot, long pid) {}

    @Override
    public void onOutcome(long slot, Outcome outcome) {}

    @Override
    public void onProgress(long slot, String state, byte[] value) {}
}
