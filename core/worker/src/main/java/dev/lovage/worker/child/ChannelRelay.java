package dev.lovage.worker.child;

import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.PublishTimeoutException;
import dev.lovage.messaging.Queue;
import dev.lovage.messaging.UnroutableException;
import dev.lovage.results.TaskResult;
import dev.lovage.worker.Relay;
import dev.lovage.worker.channel.Frame;
import dev.lovage.worker.channel.Frame.Answer;
import dev.lovage.worker.channel.Frame.Ask;
import dev.lovage.worker.channel.Frame.Declare;
import dev.lovage.worker.channel.Frame.Failure;
import dev.lovage.worker.channel.Frame.Forget;
import dev.lovage.worker.channel.Frame.Publish;
import dev.lovage.worker.channel.Frame.Question;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The relay as a child has it: each call is a frame to the parent, and its answer one back. Thread-safe.
 *
 * <p>Stages complete on threads of their own: what a task does then must not hold up the channel's reader.
 */
final class ChannelRelay implements Relay {

    private final Consumer<Frame> sender;
    private final Optional<String> replyTo;
    private final AtomicLong calls = new AtomicLong();
    private final Map<Long, CompletableFuture<Optional<TaskResult>>> open = new ConcurrentHashMap<>();
    private final Executor executor = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "lovage-relay");
        thread.setDaemon(true);
        return thread;
    });

    ChannelRelay(Consumer<Frame> sender, Optional<String> replyTo) {
        this.sender = sender;
        this.replyTo = replyTo;
    }

    @Override
    public CompletionStage<Void> publish(Publication publication) {
        long call = calls.incrementAndGet();
        return call(call, new Publish(call, publication)).thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Void> declare(Queue queue) {
        long call = calls.incrementAndGet();
        return call(call, new Declare(call, queue)).thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Optional<TaskResult>> fetch(String taskId) {
        long call = calls.incrementAndGet();
        return call(call, new Ask(call, Question.FETCH, taskId));
    }

    @Override
    public CompletableFuture<TaskResult> whenReady(String taskId) {
        long call = calls.incrementAndGet();
        CompletableFuture<TaskResult> ready = call(call, new Ask(call, Question.WHEN_READY, taskId))
                .thenApply(result -> result.orElseThrow(
                        () -> new LovageException("The worker answered without a result for task " + taskId)));
        var unused = ready.whenComplete((result, failure) -> {
            if (ready.isCancelled() && open.remove(call) != null) {
                sender.accept(new Forget(call));
            }
        });
        return ready;
    }

    @Override
    public CompletionStage<Void> forget(String taskId) {
        long call = calls.incrementAndGet();
        return call(call, new Ask(call, Question.REMOVE, taskId)).thenAccept(done -> {});
    }

    @Override
    public Optional<String> replyTo() {
        return replyTo;
    }

    /** Takes what the parent answered; says whether the frame was an answer. */
    boolean take(Frame frame) {
        if (frame instanceof Answer answer) {
            finish(answer.call(), future -> future.complete(answer.result()));
        } else if (frame instanceof Failure failure) {
            finish(failure.call(), future -> future.completeExceptionally(exception(failure)));
        } else {
            return false;
        }
        return true;
    }

    private CompletableFuture<Optional<TaskResult>> call(long call, Frame frame) {
        CompletableFuture<Optional<TaskResult>> future = new CompletableFuture<>();
        open.put(call, future);
        try {
            sender.accept(frame);
        } catch (RuntimeException e) {
            open.remove(call);
            future.completeExceptionally(e);
        }
        return future;
    }

    private void finish(long call, Consumer<CompletableFuture<Optional<TaskResult>>> how) {
        CompletableFuture<Optional<TaskResult>> future = open.remove(call);
        if (future != null) {
            executor.execute(() -> how.accept(future));
        }
    }

    private static LovageException exception(Failure failure) {
        return switch (failure.kind()) {
            case UNROUTABLE -> new UnroutableException(failure.message());
            case TIMEOUT -> new PublishTimeoutException(failure.message(), null);
            case UNAVAILABLE -> new BrokerUnavailableException(failure.message(), null);
            case BROKER -> new BrokerException(failure.message());
            case OTHER -> new LovageException(failure.message());
        };
    }
}
