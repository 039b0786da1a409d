package dev.lovage.results;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Stores and awaits results. Thread-safe; no call blocks; stages may complete on a thread of the backend.
 *
 * <p>Opening connects nothing; it connects on first use, and again for ever after a loss with jittered back-off of 1
 * to 30
 * seconds. Writes are gathered into pipelined batches. Keys, tables and texts are Celery's.
 */
public interface ResultBackend extends AutoCloseable {

    /** Its URL without the password, for people. */
    String describe();

    /**
     * Connects now if it is not connected; throws {@link dev.lovage.messaging.BrokerUnavailableException} if it
     * can't.
     */
    void connect(Duration timeout);

    /**
     * Stores a result, over lost connections until it is stored, and wakes who waits for it. A stored SUCCESS is never
     * replaced by anything else.
     *
     * @param replyTo the caller's reply address from the message ({@code reply_to}), empty for none; only {@code
     * rpc://}
     *     looks at it
     * @return completes when it is stored; fails only when that will never be (too large, refused, closed)
     */
    CompletionStage<Void> store(TaskResult result, String replyTo);

    /** Reads what is stored now; empty for a task the backend knows nothing of. */
    CompletionStage<Optional<TaskResult>> fetch(String taskId);

    /**
     * Waits for a ready state: subscribes first, then reads. Any number of waits share one subscription; nothing
     * polls per
     * result. Cancel the future to stop waiting.
     */
    CompletableFuture<TaskResult> whenReady(String taskId);

    /** Removes a result. */
    CompletionStage<Void> forget(String taskId);

    /**
     * The address for {@code reply_to} of messages whose results shall come back through here. Calling it makes the
     * address
     * ready to receive, and may block for a connection the first time.
     */
    default Optional<String> replyTo() {
        return Optional.empty();
    }

    @Override
    void close();
}
