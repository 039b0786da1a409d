package dev.lovage.worker.pool;

import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.PublishTimeoutException;
import dev.lovage.messaging.UnroutableException;
import dev.lovage.results.TaskResult;
import dev.lovage.worker.Relay;
import dev.lovage.worker.channel.Frame;
import dev.lovage.worker.channel.Frame.Answer;
import dev.lovage.worker.channel.Frame.Ask;
import dev.lovage.worker.channel.Frame.Declare;
import dev.lovage.worker.channel.Frame.Failure;
import dev.lovage.worker.channel.Frame.Forget;
import dev.lovage.worker.channel.Frame.Kind;
import dev.lovage.worker.channel.Frame.Publish;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Does for the tasks of one child what they ask of the world, and answers. Thread-safe. */
final class RelayDesk {

    private final Relay relay;
    private final Child child;
    private final Map<Long, CompletableFuture<TaskResult>> waits = new ConcurrentHashMap<>();

    RelayDesk(Relay relay, Child child) {
        this.relay = relay;
        this.child = child;
    }

    /** Takes a frame; says whether it was one for the relay. */
    boolean take(Frame frame) {
        if (frame instanceof Publish publish) {
            answer(publish.call(), () -> relay.publish(publish.publication()).thenApply(done -> Optional.empty()));
        } else if (frame instanceof Declare declare) {
            answer(declare.call(), () -> relay.declare(declare.queue()).thenApply(done -> Optional.empty()));
        } else if (frame instanceof Ask ask) {
            answer(ask.call(), () -> ask(ask));
        } else if (frame instanceof Forget forget) {
            cancel(forget.call());
        } else {
            return false;
        }
        return true;
    }

    /** The child is gone: nobody waits any more. */
    void close() {
        waits.keySet().forEach(this::cancel);
    }

    private CompletionStage<Optional<TaskResult>> ask(Ask ask) {
        return switch (ask.question()) {
            case FETCH -> relay.fetch(ask.taskId());
            case REMOVE -> relay.forget(ask.taskId()).thenApply(done -> Optional.empty());
            case WHEN_READY -> {
                CompletableFuture<TaskResult> wait = relay.whenReady(ask.taskId());
                waits.put(ask.call(), wait);
                yield wait.whenComplete((result, failure) -> waits.remove(ask.call()))
                        .thenApply(Optional::of);
            }
        };
    }

    private void cancel(long call) {
        CompletableFuture<TaskResult> wait = waits.remove(call);
        if (wait != null) {
            wait.cancel(false);
        }
    }

    /** Something asked of the relay. */
    private interface Asked {
        CompletionStage<Optional<TaskResult>> stage();
    }

    private void answer(long call, Asked asked) {
        try {
            var unused = asked.stage().whenComplete((result, failure) -> reply(call, result, failure));
        } catch (RuntimeException e) {
            reply(call, null, e);
        }
    }

    private void reply(long call, @Nullable Optional<TaskResult> result, @Nullable Throwable failure) {
        if (failure == null) {
            child.send(new Answer(call, result == null ? Optional.empty() : result));
            return;
        }
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        child.send(new Failure(call, kind(cause), String.valueOf(cause.getMessage())));
    }

    private static Kind kind(Throwable failure) {
        if (failure instanceof UnroutableException) {
            return Kind.UNROUTABLE;
        } else if (failure instanceof PublishTimeoutException) {
            return Kind.TIMEOUT;
        } else if (failure instanceof BrokerUnavailableException) {
            return Kind.UNAVAILABLE;
        }
        return failure instanceof BrokerException ? Kind.BROKER : Kind.OTHER;
    }
}
