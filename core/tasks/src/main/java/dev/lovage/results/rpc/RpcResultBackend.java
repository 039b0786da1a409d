package dev.lovage.results.rpc;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Queue;
import dev.lovage.messaging.SubscribeOptions;
import dev.lovage.messaging.Subscription;
import dev.lovage.messaging.codec.DecodeException;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.ResultBackendOptions;
import dev.lovage.results.TaskResult;
import dev.lovage.wire.ResultMeta;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each result as a message to the caller's reply queue, over any broker, as Celery's {@code rpc://} does.
 *
 * <p>A result reaches the process that made the call, once, and nobody else: {@link #fetch} knows only what has arrived
 * here, and of that only the latest ({@link ReplyBox} says how much). The reply queue is named by a random id, lives as
 * long as its consumer does and {@code result_expires} at the longest, and is declared again after a lost connection. A
 * task whose message asks for no reply has no result. Thread-safe.
 */
final class RpcResultBackend implements ResultBackend {

    private static final Logger LOG = LoggerFactory.getLogger(RpcResultBackend.class);

    private static final int PERSISTENT = 2;
    private static final int TRANSIENT = 1;

    private final ResultBackendOptions options;
    private final ResultMeta meta;
    private final String address = UUID.randomUUID().toString();
    private final ReplyBox replies = new ReplyBox();
    private final ReentrantLock lock = new ReentrantLock();
    private final ReplySender sender;
    private @Nullable Subscription subscription;
    private volatile boolean closed;

    RpcResultBackend(ResultBackendOptions options) {
        this.options = options;
        this.meta = new ResultMeta(options.zone());
        this.sender = new ReplySender(options.broker());
    }

    @Override
    public String describe() {
        return "rpc://";
    }

    @Override
    public void connect(Duration timeout) {
        options.broker().get().connect(timeout);
    }

    @Override
    public CompletionStage<Void> store(TaskResult result, String replyTo) {
        if (closed) {
            return CompletableFuture.failedFuture(new BrokerException("rpc:// results were closed here"));
        }
        if (replyTo.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Message reply = new Message(
                meta.encodeReply(result),
                "application/json",
                "utf-8",
                Map.of(),
                Map.of(
                        "correlation_id",
                        result.taskId(),
                        "delivery_mode",
                        options.persistent() ? PERSISTENT : TRANSIENT,
                        "priority",
                        0));
        return sender.send(replyTo, reply);
    }

    /** What has arrived here, which is nothing for a task that another process called. */
    @Override
    public CompletionStage<Optional<TaskResult>> fetch(String taskId) {
        return CompletableFuture.completedFuture(replies.find(taskId));
    }

    @Override
    public CompletableFuture<TaskResult> whenReady(String taskId) {
        return replies.await(taskId);
    }

    /** Forgets what arrived here. A reply on its way is not called back. */
    @Override
    public CompletionStage<Void> forget(String taskId) {
        replies.forget(taskId);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Optional<String> replyTo() {
        lock.lock();
        try {
            if (closed) {
                throw new BrokerException("rpc:// results were closed here");
            }
            if (subscription == null) {
                Broker broker = options.broker().get();
                subscription = broker.subscribe(new SubscribeOptions(List.of(replyQueue()), 0, true), this::arrived);
            }
            return Optional.of(address);
        } finally {
            lock.unlock();
        }
    }

    private Queue replyQueue() {
        Queue queue = Queue.temporary(address);
        return options.expires().isZero()
                ? queue
                : queue.withArgument("x-expires", options.expires().toMillis());
    }

    private void arrived(Delivery delivery) {
        try {
            replies.put(meta.decode(delivery.message().body()));
        } catch (DecodeException e) {
            LOG.warn(
                    "A reply for task '{}' could not be read and is dropped: {}",
                    delivery.message().property("correlation_id").orElse("?"),
                    e.getMessage());
        }
    }

    @Override
    public void close() {
        Subscription last;
        lock.lock();
        try {
            closed = true;
            last = subscription;
            subscription = null;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.close();
        }
        sender.close();
        replies.close();
    }
}
