package dev.lovage.results.rpc;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.PublishTimeoutException;
import dev.lovage.messaging.UnroutableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes replies until the broker has them.
 *
 * <p>A reply queue may be missing for a moment while its owner comes back from a lost connection; a waiting Celery client
 * even leaves it every idle second. So a reply that finds none is tried again for some seconds, behind the back of the
 * worker, to whom it counts as sent: most senders that name a reply queue never have one. Thread-safe.
 */
final class ReplySender {

    private static final Logger LOG = LoggerFactory.getLogger(ReplySender.class);

    private static final int MOST_HOMELESS = 1000;
    private static final int HOMELESS_TRIES = 6;

    private final Supplier<Broker> broker;
    private final AtomicInteger homeless = new AtomicInteger();
    private volatile boolean closed;

    ReplySender(Supplier<Broker> broker) {
        this.broker = broker;
    }

    CompletionStage<Void> send(String replyTo, Message reply) {
        CompletableFuture<Void> stored = new CompletableFuture<>();
        try {
            attempt(Publication.toQueue(replyTo, reply), stored);
        } catch (RuntimeException e) {
            stored.completeExceptionally(e);
        }
        return stored;
    }

    void close() {
        closed = true;
    }

    private void attempt(Publication publication, CompletableFuture<Void> stored) {
        publish(publication).whenComplete((done, failure) -> {
            if (failure == null) {
                stored.complete(null);
            } else if (failure instanceof UnroutableException) {
                stored.complete(null);
                lookForHome(publication);
            } else if (isPassing(failure) && !closed) {
                after(500).execute(() -> attempt(publication, stored));
            } else {
                stored.completeExceptionally(failure);
            }
        });
    }

    private void lookForHome(Publication publication) {
        if (homeless.incrementAndGet() > MOST_HOMELESS) {
            homeless.decrementAndGet();
            LOG.debug("No queue {} for a reply, and too many of the kind; it is dropped", publication.routingKey());
            return;
        }
        tryAgain(publication, 1);
    }

    private void tryAgain(Publication publication, int tries) {
        after(50L << tries)
                .execute(() -> publish(publication).whenComplete((done, failure) -> {
                    if (failure instanceof UnroutableException && tries < HOMELESS_TRIES && !closed) {
                        tryAgain(publication, tries + 1);
                        return;
                    }
                    homeless.decrementAndGet();
                    if (failure != null) {
                        LOG.debug("A reply was dropped, nobody is there to take it", failure);
                    }
                }));
    }

    /** The failure itself, not wrapped by a stage; also where the broker can't even be opened. */
    private CompletionStage<Void> publish(Publication publication) {
        CompletableFuture<Void> published = new CompletableFuture<>();
        try {
            broker.get().publisher().publish(publication).whenComplete((done, failure) -> {
                if (failure == null) {
                    published.complete(null);
                } else {
                    published.completeExceptionally(
                            failure instanceof CompletionException && failure.getCause() != null
                                    ? failure.getCause()
                                    : failure);
                }
            });
        } catch (BrokerException e) {
            published.completeExceptionally(e);
        }
        return published;
    }

    private static boolean isPassing(Throwable failure) {
        return failure instanceof BrokerUnavailableException || failure instanceof PublishTimeoutException;
    }

    private static Executor after(long milliseconds) {
        return CompletableFuture.delayedExecutor(milliseconds, TimeUnit.MILLISECONDS);
    }
}
