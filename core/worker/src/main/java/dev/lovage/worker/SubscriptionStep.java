package dev.lovage.worker;

import dev.lovage.messaging.SubscribeOptions;
import dev.lovage.messaging.Subscription;
import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.ConsumerControl;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.Links;
import dev.lovage.worker.step.StepContext;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Takes messages from the queues; in stopping, sees to it that each one taken ends well. Offers {@link ConsumerControl}. */
public final class SubscriptionStep implements Bootstep {

    private static final Duration LAST_STORES = Duration.ofSeconds(2);
    private static final Duration GIVING_BACK = Duration.ofSeconds(1);

    SubscriptionStep() {}

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
        }

        @Override
        public void start() {
            Subscription opened =
                    Subscribing.open(links, SubscribeOptions.of(config.queues(), window.size()), consumer, stopping);
            window.attach(opened);
            subscription = Optional.of(opened);
            context.put(ConsumerControl.class, new Intake(links.reads(), opened, consumer));
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
