package dev.lovage.worker;

import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.DeliveryListener;
import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.Queue;
import dev.lovage.messaging.SubscribeOptions;
import dev.lovage.messaging.Subscription;
import dev.lovage.worker.step.ConsumerStep;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.Links;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes raw messages for a step and hands it one after the other, on a thread of its own. What is received is bounded by the step's
 * prefetch window.
 */
final class StepConsumer implements Lifecycle, DeliveryListener {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.bootsteps");
    private static final Duration INTERRUPTED = Duration.ofSeconds(1);

    private final ConsumerStep step;
    private final Links links;
    private final Stopping stopping;
    private final DeadQueue dead;
    /** An empty one tells the thread to look whether it is to end. */
    private final BlockingQueue<Optional<Delivery>> inbox = new LinkedBlockingQueue<>();

    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean ending;
    private Optional<Subscription> subscription = Optional.empty();

    StepConsumer(ConsumerStep step, Links links, Stopping stopping, DeadQueue dead) {
        this.step = step;
        this.links = links;
        this.stopping = stopping;
        this.dead = dead;
        this.thread = new Thread(this::live, "lovage-step-" + step.name());
        thread.setDaemon(true);
        thread.setContextClassLoader(step.getClass().getClassLoader());
    }

    @Override
    public void start() {
        List<Queue> queues = step.queues();
        if (queues.isEmpty() || step.prefetch() < 1) {
            throw new LovageException("it must name at least one queue and prefetch at least one message, not "
                    + queues.size() + " and " + step.prefetch());
        }
        subscription =
                Optional.of(Subscribing.open(links, SubscribeOptions.of(queues, step.prefetch()), this, stopping));
        thread.start();
    }

    /** Finishes the message at hand, unless the worker is not to wait, and gives the others back. */
    @Override
    public void stop() {
        subscription.ifPresent(Subscription::pause);
        ending = true;
        inbox.add(Optional.empty());
        stopping.awaitUnlessCold(ended);
        if (!ended.isDone()) {
            thread.interrupt();
            Stopping.await(ended, INTERRUPTED);
        }
        subscription.ifPresent(Subscription::close);
    }

    @Override
    public void onDelivery(Delivery delivery) {
        inbox.add(Optional.of(delivery));
    }

    private void live() {
        try {
            while (!ending) {
                inbox.take().ifPresent(this::handle);
            }
        } catch (InterruptedException e) {
            LOG.debug("{} was interrupted", step.name());
        } finally {
            ended.complete(null);
        }
    }

    private void handle(Delivery received) {
        if (ending) {
            return; // The end of the subscription gives it back.
        }
        WatchedDelivery delivery = new WatchedDelivery(received);
        try {
            step.onMessage(delivery);
        } catch (Throwable e) {
            if (ending && e instanceof InterruptedException) {
                return; // The end of the subscription gives it back, unless it was settled.
            }
            LOG.error(
                    "The step {} could not handle a message from '{}': {}{}",
                    step.name(),
                    received.queue(),
                    e,
                    delivery.settled() ? "" : "; it goes to " + DeadQueue.NAME,
                    e);
            if (!delivery.settled()) {
                bury(delivery, e);
            }
        }
    }

    private void bury(Delivery delivery, Throwable why) {
        DeathCause cause = new DeathCause("handler", step.name() + ": " + why, new byte[0]);
        Persistence.guarded(() ->
                        links.writes().publisher().publish(dead.letter(delivery.message(), delivery.queue(), cause)))
                .whenComplete((nothing, failure) -> {
                    if (failure == null) {
                        delivery.ack();
                    } else {
                        LOG.warn(
                                "A message of the step {} goes back to its queue: {}", step.name(), failure.toString());
                        delivery.requeue();
                    }
                });
    }
}
