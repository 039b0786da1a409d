package dev.lovage.messaging.virtual;

import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.Exchange;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.PublishTimeoutException;
import dev.lovage.messaging.Publisher;
import dev.lovage.messaging.UnroutableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Gathers publications into batches for the store, on one thread of its own that starts with the first of them. */
final class VirtualPublisher implements Publisher {

    private static final int LARGEST_BATCH = 500;

    /** The most that may wait: beyond it publishing fails rather than filling the heap while a broker is away. */
    private static final int MOST_WAITING = 100_000;

    private final Link link;
    private final VirtualBroker.Routes routes;
    private final BrokerOptions options;
    private final LinkedBlockingQueue<Pending> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private @Nullable Thread thread;
    private boolean closed;

    VirtualPublisher(Link link, VirtualBroker.Routes routes, BrokerOptions options) {
        this.link = link;
        this.routes = routes;
        this.options = options;
    }

    /** One publication on its way. */
    private record Pending(Publication publication, CompletableFuture<Void> done) {}

    @Override
    public CompletionStage<Void> publish(Publication publication) {
        Pending pending = new Pending(publication, new CompletableFuture<>());
        CompletableFuture<Void> answer = pending.done()
                .orTimeout(options.publishTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(explained(publication, failure)));
        if (!start()) {
            pending.done().completeExceptionally(closedBroker());
        } else if (!waiting.offer(pending)) {
            pending.done()
                    .completeExceptionally(new BrokerException(MOST_WAITING + " messages already wait to be sent to "
                            + link.store().describe() + "; the broker is slower than the sender"));
        }
        return answer;
    }

    void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            running = thread;
        }
        if (running != null) {
            running.interrupt();
        }
        failAllWaiting();
    }

    private synchronized boolean start() {
        if (!closed && thread == null) {
            thread = new Thread(this::work, "lovage-publisher");
            thread.setDaemon(true);
            thread.start();
        }
        return !closed;
    }

    private void work() {
        List<Pending> batch = new ArrayList<>();
        try {
            while (!link.isClosed()) {
                batch.add(waiting.take());
                waiting.drainTo(batch, LARGEST_BATCH - 1);
                batch.removeIf(pending -> pending.done().isDone());
                send(batch);
                batch.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            batch.forEach(pending -> pending.done().completeExceptionally(closedBroker()));
            failAllWaiting();
        }
    }

    /** Sends a batch; when the store refuses it, one by one, so that a bad message fails alone. */
    private void send(List<Pending> batch) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            link.run(options.publishTimeout(), () -> attempt(batch));
        } catch (RuntimeException e) {
            if (batch.size() == 1 || e instanceof BrokerUnavailableException) {
                batch.forEach(pending -> pending.done().completeExceptionally(e));
                return;
            }
            batch.forEach(pending -> send(List.of(pending)));
        }
    }

    private void attempt(List<Pending> batch) {
        Map<Exchange, Set<Binding>> bindings = new HashMap<>();
        List<Push> pushes = new ArrayList<>(batch.size());
        List<Pending> pushed = new ArrayList<>(batch.size());
        for (Pending pending : batch) {
            if (pending.done().isDone()) {
                continue;
            }
            Publication publication = pending.publication();
            Exchange exchange = routes.exchange(publication.exchange());
            if (routes.broadcasts(exchange)) {
                link.store().broadcast(exchange, publication.routingKey(), envelope(publication));
                pending.done().complete(null);
                continue;
            }
            List<String> queues = routes.queues(
                    exchange, publication.routingKey(), bindings.computeIfAbsent(exchange, routes::bindings));
            if (queues.isEmpty() && publication.mandatory()) {
                pending.done().completeExceptionally(unroutable(publication));
                continue;
            }
            for (String queue : queues) {
                pushes.add(new Push(queue, publication.message().priority(), envelope(publication)));
            }
            pushed.add(pending);
        }
        if (!pushes.isEmpty()) {
            link.store().push(pushes);
        }
        pushed.forEach(pending -> pending.done().complete(null));
    }

    private static byte[] envelope(Publication publication) {
        return Envelope.encode(
                publication.message(),
                publication.exchange(),
                publication.routingKey(),
                UUID.randomUUID().toString());
    }

    private static UnroutableException unroutable(Publication publication) {
        return new UnroutableException("No queue is bound to exchange '" + publication.exchange()
                + "' for routing key '" + publication.routingKey()
                + "'. Declare the queue first, or start a worker that consumes from it");
    }

    private Throwable explained(Publication publication, Throwable failure) {
        if (failure instanceof TimeoutException) {
            return new PublishTimeoutException(
                    link.store().describe() + " did not confirm a message for '"
                            + publication.routingKey() + "' within "
                            + options.publishTimeout().toMillis()
                            + " ms (publish_timeout). It may or may not have it",
                    failure);
        }
        return failure;
    }

    private BrokerException closedBroker() {
        return new BrokerException("The link to " + link.store().describe() + " is closed");
    }

    private void failAllWaiting() {
        List<Pending> rest = new ArrayList<>();
        waiting.drainTo(rest);
        rest.forEach(pending -> pending.done().completeExceptionally(closedBroker()));
    }
}
