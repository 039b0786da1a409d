package dev.lovage.worker.pool;

import dev.lovage.messaging.LovageException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Who waits for which generation. One that was overtaken ends with the one that overtook it. Thread-safe. */
final class Renewals {

    private final TreeMap<Long, CompletableFuture<Void>> waiting = new TreeMap<>();

    /** It completes when that generation, or a newer one, serves or has failed. */
    synchronized void expect(long generation, CompletableFuture<Void> renewed) {
        waiting.put(generation, renewed);
    }

    void done(long generation) {
        take(generation).forEach(future -> future.complete(null));
    }

    void failed(long generation, String reason) {
        take(generation).forEach(future -> future.completeExceptionally(new LovageException(reason)));
    }

    private synchronized List<CompletableFuture<Void>> take(long generation) {
        List<CompletableFuture<Void>> taken =
                new ArrayList<>(waiting.headMap(generation, true).values());
        waiting.headMap(generation, true).clear();
        return taken;
    }
}
