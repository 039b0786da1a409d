package dev.lovage.worker;

import dev.lovage.results.ResultBackend;
import dev.lovage.results.TaskResult;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where results go: a backend, or nowhere when none is configured. */
final class Results {

    private final Optional<ResultBackend> backend;

    Results(Optional<ResultBackend> backend) {
        this.backend = backend;
    }

    /** Stores a result; a backend that throws is one that failed. */
    CompletionStage<Void> store(TaskResult result, String replyTo) {
        if (backend.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        try {
            return backend.get().store(result, replyTo);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
