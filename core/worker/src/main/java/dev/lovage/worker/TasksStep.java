package dev.lovage.worker;

import dev.lovage.messaging.Capability;
import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.codec.DecodeLimits;
import dev.lovage.messaging.codec.Serializers;
import dev.lovage.worker.hooks.WorkerListener.BeforeCreateProcess;
import dev.lovage.worker.step.Irreplaceable;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.Links;
import dev.lovage.worker.step.StepContext;
import dev.lovage.worker.step.TaskCatalog;
import dev.lovage.worker.step.WorkerControl;
import dev.lovage.worker.step.WorkerPool;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;

/**
 * All that happens between a delivery and its settlement, and the pool that it happens in. Offers {@link TaskCatalog} and
 * {@link WorkerPool}.
 */
public final class TasksStep implements Irreplaceable {

    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);
    private static final Duration POOL_STOP = Duration.ofSeconds(10);

    TasksStep() {}

    @Override
    public String instead() {
        return "what it takes in hand only the worker can settle. To run tasks in another way replace Pool, for messages that are no"
                + " tasks add a ConsumerStep";
    }

    @Override
    public Set<Class<?>> requires() {
        return Set.of(LoopStep.class, Links.class, Pool.class);
    }

    @Override
    public Set<Class<?>> offers() {
        return Set.of(TaskConsumer.class, Window.class, TaskCatalog.class, WorkerPool.class);
    }

    @Override
    public Lifecycle create(StepContext context) {
        WorkerLoop loop = context.get(WorkerLoop.class);
        Pool pool = context.get(Pool.class);
        TaskConsumer consumer = build(context, loop, pool);
        context.put(TaskConsumer.class, consumer);
        context.put(TaskCatalog.class, consumer::known);
        String name = context.get(WorkerConfig.class).pool().name();
        PoolView view = new PoolView(name, pool, loop, consumer, context.get(Window.class));
        context.put(WorkerPool.class, view);
        Stopping stopping = context.get(Stopping.class);
        return Lifecycle.of(
                () -> {
                    consumer.beforeCreating(then -> beforeCreating(context, then));
                    consumer.whenPoolFails(() -> stopping.enter(Shutdown.COLD, ""));
                    pool.start(consumer);
                    awaitCatalog(consumer, stopping, () -> stop(consumer, loop, pool, view));
                },
                () -> stop(consumer, loop, pool, view));
    }

    /** The pool's threads watch over memory and time; a listener must not keep them. */
    private static void beforeCreating(StepContext context, Runnable then) {
        BeforeCreateProcess event = new BeforeCreateProcess(context.get(WorkerControl.class));
        context.get(Listeners.class)
                .tellThen("worker_before_create_process", listener -> listener.workerBeforeCreateProcess(event), then);
    }

    private static TaskConsumer build(StepContext context, WorkerLoop loop, Pool pool) {
        WorkerConfig config = context.get(WorkerConfig.class);
        Links links = context.get(Links.class);
        // Who hands out again at once is a broker of AMQP's kind, which does not count; those with leases do.
        Policy policy = config.policy(!links.reads().supports(Capability.IMMEDIATE_REDELIVERY));
        ExecutorService blocking = context.get(LoopStep.Blocking.class).executor();
        Window window = new Window(pool.size(), config::window, blocking);
        context.put(Window.class, window);
        TaskLog log = new TaskLog(loop.clock(), new TaskNews(context.get(Listeners.class)));
        Reservations reservations = new Reservations();
        Serializers serializers = serializers(config);
        Notes notes = new Notes(loop, policy, new Results(links.results()), serializers);
        Backoff backoff = new Backoff(FIRST_RETRY, LONGEST_RETRY, new SplittableRandom());
        Completion completion =
                new Completion(loop, policy, reservations, new Postbox(links.writes(), blocking), notes, backoff, log);
        Catalog catalog = new Catalog();
        Gates gates = new Gates(policy, catalog, serializers);
        Dispatcher dispatcher =
                new Dispatcher(loop, policy, gates, catalog, reservations, completion, notes, log, pool, window::hold);
        if (config.settings().workerCancelLongRunningTasksOnConnectionLoss()
                && pool.abilities().contains(Pool.Ability.KILL)) {
            loop.execute(new ClaimWatch(loop, reservations, pool)::start);
        }
        return new TaskConsumer(loop, dispatcher, completion, reservations, log);
    }

    private static Serializers serializers(WorkerConfig config) {
        int limit = (int) Math.min(config.settings().maxMessageBytes(), Integer.MAX_VALUE);
        return Serializers.standard(DecodeLimits.defaults().withMaxBytes(limit))
                .accepting(config.settings().acceptContent());
    }

    /** Until the pool has told what it can run, every task would be unknown. */
    private static void awaitCatalog(TaskConsumer consumer, Stopping stopping, Runnable stop) {
        while (!Stopping.await(consumer.ready(), Duration.ofMillis(50))) {
            Optional<LovageException> failure = consumer.poolFailure();
            if (stopping.asked() || failure.isPresent()) {
                stop.run();
                throw failure.orElseGet(StoppedEarlyException::new);
            }
        }
    }

    private static void stop(TaskConsumer consumer, WorkerLoop loop, Pool pool, PoolView view) {
        loop.execute(pool::stop);
        if (!Stopping.await(consumer.poolStopped(), POOL_STOP)) {
            loop.execute(pool::terminate);
            Stopping.await(consumer.poolStopped(), POOL_STOP);
        }
        view.stopped();
    }
}
