package dev.lovage.worker;

import dev.lovage.messaging.Backoff;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.SubscribeOptions;
import dev.lovage.messaging.Subscription;
import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.StepContext;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes messages from the queues; in stopping, sees to it that each one taken ends well. */
final class ConsumerStep implements Bootstep {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker.consumer");
    private static final Duration LAST_STORES = Duration.ofSeconds(2);
    private static final Duration GIVING_BACK = Duration.ofSeconds(1);

    @Override
    public Set<Class<? extends Bootstep>> requires() {
        return Set.of(ConnectionStep.class, LoopStep.class, PoolStep.class, TasksStep.class);
    }

    @Override
    public Lifecycle create(StepContext context) {
        return new Consuming(context);
    }

    /** The time from the first message to the last settlement. */
    private static final class Consuming implements Lifecycle {

        private final WorkerConfig config;
        private final Links links;
        private final TaskConsumer consumer;
        private final WorkerLoop loop;
        private final Pool pool;
        private final Stopping stopping;
        private final Window window;
        private Optional<Subscription> subscription = Optional.empty();

        Consuming(StepContext context) {
            config = context.get(WorkerConfig.class);
            links = context.get(Links.class);
            consumer = context.get(TaskConsumer.class);
            loop = context.get(WorkerLoop.class);
            pool = context.get(Pool.class);
            stopping = context.get(Stopping.class);
            window = context.get(Window.class);
        }

        @Override
        public void start() {
            Backoff backoff = new Backoff(new SplittableRandom());
            while (!stopping.asked()) {
                try {
                    Subscription opened =
                            links.reads().subscribe(SubscribeOptions.of(config.queues(), config.window()), consumer);
                    window.attach(opened);
                    subscription = Optional.of(opened);
                    return;
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

        @Override
        public void stop() {
            window.detach();
            subscription.ifPresent(Subscription::pause);
            CompletionStage<Void> drained = consumer.drain();
            stopping.awaitUnlessCold(drained);
            if (!drained.toCompletableFuture().isDone()) {
                stopNow(drained);
            }
            subscription.ifPresent(Subscription::close);
        }

        /** What runs is ended and goes back to its queue; what only waits to be stored gets a moment more. */
        private void stopNow(CompletionStage<Void> drained) {
            consumer.leave();
            loop.execute(pool::terminate);
            if (!Stopping.await(drained, LAST_STORES)) {
                Stopping.await(consumer.abandon(), GIVING_BACK);
            }
        }
    }
}
