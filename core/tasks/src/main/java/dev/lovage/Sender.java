package dev.lovage;

import dev.lovage.hooks.OutgoingTask;
import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.PublishTimeoutException;
import dev.lovage.messaging.UnroutableException;
import dev.lovage.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends calls and waits until the broker has them. Thread-safe. */
final class Sender {

    private final Settings settings;
    private final Links links;
    private final Clock clock;
    private final Routing routing;
    private final MessageWriter writer;
    private final SendHooks hooks;

    Sender(Settings settings, Links links, Clock clock, SendHooks hooks) {
        this.hooks = hooks;
        this.settings = settings;
        this.links = links;
        this.clock = clock;
        this.routing = new Routing(settings);
        this.writer = new MessageWriter(settings, links, clock);
    }

    /** Sends one call; its id. */
    String send(Signature<?> call) {
        Sending sending = start(call);
        Throwable failure = outcome(sending, deadline());
        if (failure != null) {
            throw asUnchecked(failure, sending);
        }
        TaskContext.running().ifPresent(context -> context.called(sending.id()));
        return sending.id();
    }

    /** Sends many calls, all under way before the first is waited for; their ids in order. */
    List<String> sendAll(List<? extends Signature<?>> calls) {
        List<Sending> sendings = new ArrayList<>();
        calls.forEach(call -> sendings.add(prepare(call)));
        sendings.replaceAll(this::publish);
        long deadline = deadline();
        List<String> sent = new ArrayList<>();
        List<String> unsent = new ArrayList<>();
        Throwable first = null;
        for (Sending sending : sendings) {
            Throwable failure = outcome(sending, deadline);
            (failure == null ? sent : unsent).add(sending.id());
            first = first == null ? failure : first;
        }
        TaskContext.running().ifPresent(context -> sent.forEach(context::called));
        if (first != null) {
            throw new SendAllException(sent, unsent, first);
        }
        return sent;
    }

    boolean ignoresResult(Signature<?> call) {
        return writer.ignoresResult(call);
    }

    /**
     * A call on its way.
     *
     * @param published what was published of it in the end
     */
    private record Sending(
            OutgoingTask call, Optional<String> queue, Published published, CompletableFuture<Void> confirmed) {

        String id() {
            return call.id();
        }

        String task() {
            return call.task();
        }
    }

    /** What interceptors made of a call. */
    private static final class Published {
        private volatile Publication publication;

        Published(Publication first) {
            publication = first;
        }
    }

    private Sending start(Signature<?> call) {
        return publish(prepare(call));
    }

    private Sending prepare(Signature<?> call) {
        String id = writer.id(call);
        Message message = writer.message(id, call);
        Routing.Route route = routing.route(call);
        OutgoingTask outgoing = new OutgoingTask(id, call.task(), route.publication(message));
        return new Sending(outgoing, route.queue(), new Published(outgoing.publication()), new CompletableFuture<>());
    }

    private Sending publish(Sending sending) {
        return confirm(
                sending,
                () -> hooks.send(sending.call(), last -> {
                    sending.published().publication = last.publication();
                    return publishNow(sending);
                }));
    }

    private CompletionStage<Void> publishNow(Sending sending) {
        Broker broker = links.broker();
        sending.queue().ifPresent(queue -> routing.declareOnce(broker, queue));
        return broker.publisher().publish(sending.published().publication);
    }

    private static Sending confirm(Sending sending, Supplier<CompletionStage<Void>> publishing) {
        try {
            publishing.get().whenComplete((done, failure) -> finish(sending, failure));
        } catch (RuntimeException e) {
            sending.confirmed().completeExceptionally(e);
        }
        return sending;
    }

    private static void finish(Sending sending, @Nullable Throwable failure) {
        if (failure == null) {
            sending.confirmed().complete(null);
        } else {
            Throwable cause = failure.getCause();
            boolean wrapped = failure instanceof CompletionException && cause != null;
            sending.confirmed().completeExceptionally(wrapped ? cause : failure);
        }
    }

    /** Waits for a call; how it failed, or null. A queue that somebody deleted is declared and tried once more. */
    private @Nullable Throwable outcome(Sending sending, long deadline) {
        Throwable failure = await(sending, deadline);
        if (failure instanceof UnroutableException && sending.queue().isPresent()) {
            routing.forget(sending.queue().get());
            Sending again =
                    new Sending(sending.call(), sending.queue(), sending.published(), new CompletableFuture<>());
            return await(confirm(again, () -> publishNow(again)), deadline);
        }
        return failure;
    }

    private @Nullable Throwable await(Sending sending, long deadline) {
        try {
            sending.confirmed().get(Math.max(0, deadline - clock.nanoTime()), TimeUnit.NANOSECONDS);
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (TimeoutException e) {
            return new PublishTimeoutException(
                    "The broker did not confirm " + sending.task() + "[" + sending.id() + "] within "
                            + settings.publishTimeout().toMillis() + " ms (publish_timeout); it may or may not have it",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new LovageException(
                    "Interrupted while sending " + sending.task() + "[" + sending.id()
                            + "]; the broker may or may not have it",
                    e);
        }
    }

    /**
     * The publisher itself keeps {@code publish_timeout}; a little later this gives up on a publisher that does not.
     */
    private long deadline() {
        return clock.nanoTime() + settings.publishTimeout().toNanos() + TimeUnit.SECONDS.toNanos(1);
    }

    private static RuntimeException asUnchecked(Throwable failure, Sending sending) {
        if (failure instanceof RuntimeException unchecked) {
            // It happened on the broker's thread: show where the caller was.
            unchecked.addSuppressed(new SentFrom(sending.task(), sending.id()));
            return unchecked;
        }
        return new BrokerException("Sending " + sending.task() + "[" + sending.id() + "] failed: " + failure, failure);
    }

    /** Marks the caller's place in the stack of a failure from another thread. */
    private static final class SentFrom extends RuntimeException {

        private static final long serialVersionUID = 1L;

        SentFrom(String task, String id) {
            super("while sending " + task + "[" + id + "]");
        }
    }
}
