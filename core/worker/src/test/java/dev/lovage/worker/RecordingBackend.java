package dev.lovage.worker;

import dev.lovage.results.ResultBackend;
import dev.lovage.results.TaskResult;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A result backend that is only ever stored into, which is all that a loop does. */
abstract class RecordingBackend implements ResultBackend {

    abstract CompletableFuture<Void> stored(TaskResult result);

    @Override
    public CompletionStage<Void> store(TaskResult result, String replyTo) {
        return stored(result);
    }

    @Override
    public String describe() {
        return "recording://";
    }

    @Override
    public void connect(Duration timeout) {
        // Always there.
    }

    @Override
    public CompletionStage<Optional<TaskResult>> fetch(String taskId) {
        throw new AssertionError("A loop fetches no result");
    }

    @Override
    public CompletableFuture<TaskResult> whenReady(String taskId) {
        throw new AssertionError("A loop waits for no result");
    }

    @Override
    public CompletionStage<Void> forget(String taskId) {
        throw new AssertionError("A loop forgets no result");
    }

    @Override
    public void close() {
        // Nothing to close.
    }
}
