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
    private static final Duration LAST_BURIALS = Duration.ofSeconds(1);

    private final ConsumerStep step;
    private final Links links;
    private final Stopping stopping;
    private final Inflow inflow;
    private final Burials burials;
    /** An empty one tells the thread to look whether it is to end. */
    private final BlockingQueue<Optional<Delivery>> inbox = new LinkedBlockingQueue<>();

    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean ending;
    private Optional<Flow> flow = Optional.empty();
    private Optional<Subscription> subscription = Optional.empty();

    StepConsumer(ConsumerStep step, Links links, Stopping stopping, Inflow inflow, Burials burials) {
        this.step = step;
        this.links = links;
        this.stopping = stopping;
        this.inflow = inflow;
        this.burials = burials;
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
        Subscription opened = Subscribing.open(links, SubscribeOptions.of(queues, step.prefetch()), this, stopping);
        subscription = Optional.of(opened);
        flow = Optional.of(inflow.open(opened, " of the step " + step.name()));
        thread.start();
    }

    /** Finishes the message at hand, unless the worker is not to wait, and gives the others back. */
    @Override
    public void stop() {
        flow.ifPresent(Flow::close);
        ending = true;
        inbox.add(Optional.empty());
        stopping.awaitUnlessCold(ended);
        if (!ended.isDone()) {
            thread.interrupt();
            Stopping.await(ended, INTERRUPTED);
        }
        burials.end(LAST_BURIALS);
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
            unhandled(delivery, e);
        } finally {
            if (!ending) {
                // Nobody has interrupted it but the handler itself, and that must not reach the next message.
                Thread.interrupted();
            }
        }
    }

    private void unhandled(WatchedDelivery delivery, Throwable why) {
        boolean settled = delivery.settled();
        if (stopping.cold() && !settled) {
            // It may have been interrupted, in whatever words it says so. The end of the subscription gives the message
            // back.
            LOG.warn("The step {} was stopped while it handled a message: {}", step.name(), why.toString());
            return;
        }
        LOG.error(
                "The step {} could not handle a message from '{}': {}{}",
                step.name(),
                delivery.queue(),
                why,
                settled ? "" : "; it goes to " + DeadQueue.NAME,
                why);
        if (!settled) {
            burials.bury(delivery, why);
        }
    }
}
