package dev.lovage.worker.run;

import dev.lovage.results.ResultBackend;
import dev.lovage.results.TaskResult;
import dev.lovage.worker.Relay;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The result backend of apps inside a task: reads and awaits through the worker. Thread-safe. */
final class RelayResultBackend implements ResultBackend {

    private final Relay relay;

    RelayResultBackend(Relay relay) {
        this.relay = relay;
    }

    @Override
    public String describe() {
        return "the worker that runs this task";
    }

    @Override
    public void connect(Duration timeout) {
        // The channel to the worker is always there, or this process is not.
    }

    @Override
    public CompletionStage<Void> store(TaskResult result, String replyTo) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("A task can't store the result of "
                + result.taskId() + " itself: return the value, or report a state with TaskContext.update(…)"));
    }

    @Override
    public CompletionStage<Optional<TaskResult>> fetch(String taskId) {
        return relay.fetch(taskId);
    }

    @Override
    public CompletableFuture<TaskResult> whenReady(String taskId) {
        return relay.whenReady(taskId);
    }

    @Override
    public CompletionStage<Void> forget(String taskId) {
        return relay.forget(taskId);
    }

    @Override
    public Optional<String> replyTo() {
        return relay.replyTo();
    }

    @Override
    public void close() {
        // It is the worker's.
    }
}
