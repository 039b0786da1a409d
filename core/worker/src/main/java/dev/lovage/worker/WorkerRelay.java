package dev.lovage.worker;

import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.TaskResult;
import dev.lovage.worker.step.Links;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Does with the worker's own links what running tasks ask for. Thread-safe. */
final class WorkerRelay implements Relay {

    private final Supplier<Links> links;
    private final Executor blocking;

    /**
     * A relay.
     *
     * @param links there as soon as tasks run
     */
    WorkerRelay(Supplier<Links> links, Executor blocking) {
        this.links = links;
        this.blocking = blocking;
    }

    @Override
    public CompletionStage<Void> publish(Publication publication) {
        return Persistence.guarded(() -> links.get().writes().publisher().publish(publication));
    }

    @Override
    public CompletionStage<Void> declare(Queue queue) {
        return CompletableFuture.runAsync(() -> links.get().writes().topology().declare(queue), blocking);
    }

    @Override
    public CompletionStage<Optional<TaskResult>> fetch(String taskId) {
        return results().map(backend -> backend.fetch(taskId)).orElseGet(WorkerRelay::none);
    }

    @Override
    public CompletableFuture<TaskResult> whenReady(String taskId) {
        return results().map(backend -> backend.whenReady(taskId)).orElseGet(WorkerRelay::none);
    }

    @Override
    public CompletionStage<Void> forget(String taskId) {
        return results().map(backend -> backend.forget(taskId)).orElseGet(WorkerRelay::none);
    }

    @Override
    public Optional<String> replyTo() {
        return results().flatMap(ResultBackend::replyTo);
    }

    private Optional<ResultBackend> results() {
        return links.get().results();
    }

    private static <T> CompletableFuture<T> none() {
        return CompletableFuture.failedFuture(new LovageException(
                "No result backend is configured for this worker, so a task can't read results; set result_backend"));
    }
}
