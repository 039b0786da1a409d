package dev.lovage.worker;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Publisher;
import dev.lovage.messaging.UnroutableException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes for the loop, and makes the dead queue anew when somebody has deleted it: the next try then finds it. */
final class Postbox implements Publisher {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker");

    private final Broker broker;
    private final Executor blocking;

    Postbox(Broker broker, Executor blocking) {
        this.broker = broker;
        this.blocking = blocking;
    }

    @Override
    public CompletionStage<Void> publish(Publication publication) {
        CompletionStage<Void> sent = broker.publisher().publish(publication);
        if (!publication.routingKey().equals(DeadQueue.NAME)) {
            return sent;
        }
        return sent.whenComplete((nothing, failure) -> {
            if (failure != null && Persistence.cause(failure) instanceof UnroutableException) {
                redeclare();
            }
        });
    }

    private void redeclare() {
        try {
            blocking.execute(() -> {
                try {
                    broker.topology().declare(DeadQueue.QUEUE);
                } catch (BrokerException e) {
                    LOG.warn("The queue {} is gone and can't be declared again: {}", DeadQueue.NAME, e.getMessage());
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("Not declaring {} again: the worker is stopping", DeadQueue.NAME);
        }
    }
}
