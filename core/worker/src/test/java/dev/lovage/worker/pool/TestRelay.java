package dev.lovage.worker.pool;

import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import dev.lovage.messaging.UnroutableException;
import dev.lovage.results.TaskResult;
import dev.lovage.worker.Relay;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A relay that keeps what it is asked. */
final class TestRelay implements Relay {

    final List<Publication> published = new CopyOnWriteArrayList<>();
    final List<Queue> declared = new CopyOnWriteArrayList<>();
    final Map<String, TaskResult> results = new ConcurrentHashMap<>();
    final Map<String, CompletableFuture<TaskResult>> waits = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<Void> publish(Publication publication) {
        if (publication.routingKey().equals("nowhere")) {
            return CompletableFuture.failedFuture(new UnroutableException("no queue 'nowhere'"));
        }
        published.add(publication);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> declare(Queue queue) {
        declared.add(queue);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Optional<TaskResult>> fetch(String taskId) {
        return CompletableFuture.completedFuture(Optional.ofNullable(results.get(taskId)));
    }

    @Override
    public CompletableFuture<TaskResult> whenReady(String taskId) {
        return waits.computeIfAbsent(taskId, id -> new CompletableFuture<>());
    }

    @Override
    public CompletionStage<Void> forget(String taskId) {
        results.remove(taskId);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Optional<String> replyTo() {
        return Optional.of("worker-reply");
    }
}
