package dev.lovage.cli;

import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import dev.lovage.results.TaskResult;
import dev.lovage.worker.Relay;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** For an application that is only looked at: it reaches nothing. */
enum NoRelay implements Relay {
    INSTANCE;

    @Override
    public CompletionStage<Void> publish(Publication publication) {
        return refused();
    }

    @Override
    public CompletionStage<Void> declare(Queue queue) {
        return refused();
    }

    @Override
    public CompletionStage<Optional<TaskResult>> fetch(String taskId) {
        return refused();
    }

    @Override
    public CompletableFuture<TaskResult> whenReady(String taskId) {
        return refused();
    }

    @Override
    public CompletionStage<Void> forget(String taskId) {
        return refused();
    }

    @Override
    public Optional<String> replyTo() {
        return Optional.empty();
    }

    private static <T> CompletableFuture<T> refused() {
        return CompletableFuture.failedFuture(
                new LovageException("The application is only listed; while it loads it can call no tasks"));
    }
}
