package dev.lovage.worker;

import dev.lovage.Connections;
import dev.lovage.messaging.Backoff;
import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.ConnectionListener;
import dev.lovage.results.ResultBackend;
import dev.lovage.settings.Settings;
import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.Links;
import dev.lovage.worker.step.QueueConsumers;
import dev.lovage.worker.step.StepContext;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the broker and the result backend, and waits for the broker for as long as it takes. Offers {@link Links} and {@link
 * QueueConsumers}.
 */
public final class ConnectionStep implements Bootstep {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker.consumer");

    ConnectionStep() {}

    @Override
    public Set<Class<?>> offers() {
        return Set.of(Links.class, QueueConsumers.class);
    }

    @Override
    public Lifecycle create(StepContext context) {
        WorkerConfig config = context.get(WorkerConfig.class);
        Settings settings = config.settings();
        Clock clock = config.clock();
        BrokerOptions options =
                Connections.options(settings, config.hostname(), clock).withListener(new Log());
        Broker reads = Connections.toRead(settings, options);
        boolean one = settings.brokerReadUrl().equals(settings.brokerWriteUrl());
        Broker writes = one ? reads : Connections.toWrite(settings, options);
        Optional<ResultBackend> results = Connections.results(settings, () -> writes, clock);
        Links links = new Links(reads, writes, results);
        context.put(Links.class, links);
        context.put(QueueConsumers.class, consumers(context, links, clock));
        return Lifecycle.of(
                () -> {
                    try {
                        connect(context, reads, settings.brokerConnectionTimeout());
                    } catch (RuntimeException e) {
                        close(results, writes, reads);
                        throw e;
                    }
                },
                () -> close(results, writes, reads));
    }

    private static QueueConsumers consumers(StepContext context, Links links, Clock clock) {
        Stopping stopping = context.get(Stopping.class);
        Inflow inflow = Inflow.of(context);
        Postbox postbox = new Postbox(links.writes(), LoopStep.blocking(context));
        return step -> new StepConsumer(
                step, links, stopping, inflow, new Burials(step.name(), postbox, new DeadQueue(clock)));
    }

    private static void close(Optional<ResultBackend> results, Broker writes, Broker reads) {
        results.ifPresent(ResultBackend::close);
        writes.close();
        reads.close();
    }

    private static void connect(StepContext context, Broker broker, Duration timeout) {
        Stopping stopping = context.get(Stopping.class);
        Backoff backoff = new Backoff(new SplittableRandom());
        while (!stopping.asked()) {
            try {
                broker.connect(timeout);
                // The place for what can't be run is there before anything arrives.
                broker.topology().declare(DeadQueue.QUEUE);
                return;
            } catch (BrokerUnavailableException e) {
                Duration wait = backoff.next();
                LOG.error(
                        "Cannot reach {} ({}). Trying again in {} s",
                        broker.describe(),
                        e.getMessage(),
                        Math.max(1, wait.toSeconds()));
                stopping.pause(wait);
            }
        }
        throw new StoppedEarlyException();
    }

    /** Says what becomes of the connection. */
    private static final class Log implements ConnectionListener {

        @Override
        public void onConnected(String broker) {
            LOG.info("Connected to {}", broker);
        }

        @Override
        public void onUnavailable(String broker, String reason, Duration retryIn) {
            LOG.warn(
                    "Connection to {} lost ({}). Trying again in {} s",
                    broker,
                    reason,
                    Math.max(1, retryIn.toSeconds()));
        }

        @Override
        public void onBlocked(String broker, String reason) {
            if (reason.isEmpty()) {
                LOG.info("{} takes messages again", broker);
            } else {
                LOG.warn("{} takes no messages for now: {}", broker, reason);
            }
        }
    }
}
