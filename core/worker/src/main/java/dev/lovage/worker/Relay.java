package dev.lovage.worker;

import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import dev.lovage.results.TaskResult;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What running tasks ask of the world: the worker does it for them, for tasks have no broker of their own.
 *
 * <p>Thread-safe; no call blocks. The worker implements it over its broker and its result backend.
 */
public interface Relay {

    /** Publishes a message; completes as {@link dev.lovage.messaging.Publisher#publish} does. */
    CompletionStage<Void> publish(Publication publication);

    /** Declares a queue with its exchange and binding. */
    CompletionStage<Void> declare(Queue queue);

    /** Reads a stored result. */
    CompletionStage<Optional<TaskResult>> fetch(String taskId);

    /** Waits for a result to be ready; cancel the future to stop waiting. */
    CompletableFuture<TaskResult> whenReady(String taskId);

    /** Removes a stored result. */
    CompletionStage<Void> forget(String taskId);

    /** The address for {@code reply_to} of messages that tasks send; empty where the result backend needs none. */
    Optional<String> replyTo();
}
