package dev.lovage.worker;

import dev.lovage.messaging.Clock;
import dev.lovage.messaging.SubscribeOptions;
import dev.lovage.messaging.Subscription;
import dev.lovage.worker.step.ConsumerControl;
import dev.lovage.worker.step.Irreplaceable;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.Links;
import dev.lovage.worker.step.StepContext;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes messages from the queues; in stopping, sees to it that each one taken ends well. Offers {@link ConsumerControl}. */
public final class SubscriptionStep implements Irreplaceable {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker.consumer");

    /** How long a stop goes on without a message being settled, when none is running any more: the broker may be away. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration LAST_STORES = Duration.ofMillis(1500);
    private static final Duration GIVING_BACK = Duration.ofSeconds(1);

    SubscriptionStep() {}

    @Override
    public String instead() {
        return "it hands what it receives to what only the worker knows. To take tasks from elsewhere replace Connection, for"
                + " messages that are no tasks add a ConsumerStep, to change the queues require ConsumerControl";
    }

    @Override
    public Set<Class<?>> requires() {
        return Set.of(Links.class, LoopStep.class, Pool.class, TasksStep.class);
    }

    @Override
    public Set<Class<?>> offers() {
        return Set.of(ConsumerControl.class);
    }

    @Override
    public Lifecycle create(StepContext context) {
        return new Consuming(context);
    }

    /** The time from the first message to the last settlement. */
    private static final class Consuming implements Lifecycle {

        private final StepContext context;
        private final WorkerConfig config;
        private final Links links;
        private final TaskConsumer consumer;
        private final WorkerLoop loop;
        private final Pool pool;
        private final Stopping stopping;
        private final Window window;
        private final Inflow inflow;
        private Optional<Flow> flow = Optional.empty();
        private Optional<Subscription> subscription = Optional.empty();

        Consuming(StepContext context) {
            this.context = context;
            config = context.get(WorkerConfig.class);
            links = context.get(Links.class);
            consumer = context.get(TaskConsumer.class);
            loop = context.get(WorkerLoop.class);
            pool = context.get(Pool.class);
            stopping = context.get(Stopping.class);
            window = context.get(Window.class);
            inflow = Inflow.of(context);
        }

        @Override
        public void start() {
            Subscription opened =
                    Subscribing.open(links, SubscribeOptions.of(config.queues(), window.size()), consumer, stopping);
            window.attach(opened);
            Flow opening = inflow.open(opened, "");
            flow = Optional.of(opening);
            consumer.govern(opening);
            subscription = Optional.of(opened);
            context.put(ConsumerControl.class, new Intake(links.reads(), opened, consumer, opening));
        }

        @Override
        public void stop() {
            window.detach();
            flow.ifPresent(Flow::close);
            CompletableFuture<Void> drained = consumer.drain().toCompletableFuture();
            boolean hope = finish(drained);
            if (!drained.isDone()) {
                stopNow(drained, hope);
            }
            subscription.ifPresent(Subscription::close);
        }

        /**
         * Waits for all that runs, and then for the broker to take the last word of it, for as long as that gets on; false when it
         * does not.
         */
        private boolean finish(CompletableFuture<Void> drained) {
            Clock clock = config.clock();
            int left = Integer.MAX_VALUE;
            long since = clock.nanoTime();
            while (!drained.isDone() && !stopping.cold()) {
                stopping.awaitUnless(Shutdown.COLD, drained, LOOK);
                boolean got = consumer.unfinished() < left || consumer.running() > 0;
                left = consumer.unfinished();
                since = got ? clock.nanoTime() : since;
                if (clock.nanoTime() - since > PATIENCE.toNanos()) {
                    LOG.error(
                            "{} finished messages can't be settled for {} s, the broker or the result backend is away."
                                    + " They are left to be handed out again",
                            left,
                            PATIENCE.toSeconds());
                    stopping.enter(Shutdown.COLD, "");
                    return false;
                }
            }
            return true;
        }

        /** What runs is ended and goes back to its queue; what only waits to be stored gets a moment more. */
        private void stopNow(CompletableFuture<Void> drained, boolean hope) {
            consumer.leave();
            loop.execute(pool::terminate);
            if (hope) {
                stopping.awaitUnless(Shutdown.HARD, drained, LAST_STORES);
            }
            if (!drained.isDone()) {
                stopping.awaitUnless(Shutdown.HARD, consumer.abandon(), GIVING_BACK);
            }
        }
    }
}
