package dev.lovage.worker;

import dev.lovage.messaging.Backoff;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.DeliveryListener;
import dev.lovage.messaging.SubscribeOptions;
import dev.lovage.messaging.Subscription;
import dev.lovage.worker.step.Links;
import java.time.Duration;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Subscribes to queues, for as long as it takes to reach the broker. */
final class Subscribing {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker.consumer");

    private Subscribing() {}

    /**
     * A subscription.
     *
     * @throws StoppedEarlyException when the worker is asked to stop before there is one
     */
    static Subscription open(Links links, SubscribeOptions options, DeliveryListener listener, Stopping stopping) {
        Backoff backoff = new Backoff(new SplittableRandom());
        while (!stopping.asked()) {
            try {
                return links.reads().subscribe(options, listener);
            } catch (BrokerUnavailableException e) {
                Duration wait = backoff.next();
                LOG.error(
                        "Cannot consume from {} ({}). Trying again in {} s",
                        links.reads().describe(),
                        e.getMessage(),
                        Math.max(1, wait.toSeconds()));
                stopping.pause(wait);
            }
        }
        throw new StoppedEarlyException();
    }
}
