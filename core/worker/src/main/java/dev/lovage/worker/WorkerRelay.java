package dev.lovage.worker;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.TaskResult;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Does with the worker's own links what running tasks ask for. Thread-safe. */
final class WorkerRelay implements Relay {

    private final Broker broker;
    private final Optional<ResultBackend> backend;
    private final Executor blocking;

    WorkerRelay(Broker broker, Optional<ResultBackend> backend, Executor blocking) {
        this.broker = broker;
        this.backend = backend;
        this.blocking = blocking;
    }

    @Override
    public CompletionStage<Void> publish(Publication publication) {
        return Persistence.guarded(() -> broker.publisher().publish(publication));
    }

    @Override
    public CompletionStage<Void> declare(Queue queue) {
        return CompletableFuture.runAsync(() -> broker.topology().declare(queue), blocking);
    }

    @Override
    public CompletionStage<Optional<TaskResult>> fetch(String taskId) {
        return backend.map(results -> results.fetch(taskId)).orElseGet(WorkerRelay::none);
    }

    @Override
    public CompletableFuture<TaskResult> whenReady(String taskId) {
        return backend.map(results -> results.whenReady(taskId)).orElseGet(WorkerRelay::none);
    }

    @Override
    public CompletionStage<Void> forget(String taskId) {
        return backend.map(results -> results.forget(taskId)).orElseGet(WorkerRelay::none);
    }

    @Override
    public Optional<String> replyTo() {
        return backend.flatMap(ResultBackend::replyTo);
    }

    private static <T> CompletableFuture<T> none() {
        return CompletableFuture.failedFuture(new LovageException(
                "No result backend is configured for this worker, so a task can't read results; set result_backend"));
    }
}
