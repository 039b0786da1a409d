package dev.lovage.worker;

import dev.lovage.Lovage;
import dev.lovage.messaging.LovageException;
import dev.lovage.settings.AutoscaleRange;
import dev.lovage.settings.Settings;
import dev.lovage.worker.graph.StepGraph;
import dev.lovage.worker.hooks.WorkerListener;
import dev.lovage.worker.step.Blueprint;
import dev.lovage.worker.step.ComponentLoader;
import dev.lovage.worker.step.StepContext;
import dev.lovage.worker.step.Steps;
import dev.lovage.worker.step.WorkerControl;
import dev.lovage.worker.step.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tasks from queues and runs them. Thread-safe; starts once.
 *
 * <pre>{@code
 * Worker worker = Worker.builder(app).concurrency(8).build();
 * worker.start();
 * ...
 * worker.close();
 * }</pre>
 */
public final class Worker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker");

    /** How long the end waits for those who are still being told that it comes. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final WorkerConfig config;
    private final boolean signals;
    private final Components components;
    private final Blueprint blueprint;
    private final StepContext context = new StepContext();
    private final Stopping stopping;
    private final Renewal renewal;
    private final ComponentLoader.Loader loader;
    private final Life life;
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final Thread thread;
    private final AtomicBoolean used = new AtomicBoolean();
    /** Whether somebody has been told of its failure; whoever closes it then need not hear of it again. */
    private final AtomicBoolean told = new AtomicBoolean();

    Worker(WorkerConfig config, boolean signals) {
        this.config = config;
        this.signals = signals;
        this.stopping = new Stopping(config.settings().workerSoftShutdownTimeout());
        this.renewal = new Renewal(context, stopping, config.pool().name());
        this.thread = new Thread(this::live, "lovage-worker");
        context.put(WorkerConfig.class, config)
                .put(Stopping.class, stopping)
                .put(WorkerControl.class, new WorkerView(config, stopping, renewal));
        this.components = Components.standard(context);
        this.loader = Components.loader().open(config.applications(), config.classPath());
        context.put(ComponentLoader.Loader.class, loader);
        try {
            this.life = new Life(context.get(WorkerControl.class), listeners(config, loader));
            context.put(Listeners.class, life.listeners());
            components.configure(config.settings(), loader);
            this.blueprint = components.blueprint();
        } catch (Throwable e) {
            loader.close();
            throw e;
        }
    }

    /** Builds a worker for applications named with {@link WorkerBuilder#application}. */
    public static WorkerBuilder builder(Settings settings) {
        return new WorkerBuilder(settings, Optional.empty());
    }

    /** Builds a worker inside a program, for the tasks of its app; in threads of this process unless told otherwise. */
    public static WorkerBuilder builder(Lovage app) {
        return new WorkerBuilder(app.settings(), Optional.of(app));
    }

    /** Its name: {@code worker@host}. */
    public String hostname() {
        return config.hostname();
    }

    /** Its steps, to be changed before it starts; the consumer is one of them. */
    public Steps steps() {
        return components.worker();
    }

    /** The steps of its consumer, to be changed before it starts. */
    public Steps consumerSteps() {
        return components.consumer();
    }

    /**
     * The graph of its steps and its consumer's, to be drawn. Starts nothing.
     *
     * @throws dev.lovage.worker.step.StepException when the steps don't fit together; it names the step
     */
    public StepGraph graph() {
        return components.graph(context);
    }

    /**
     * Starts it; returns when it takes tasks. It waits for a broker for as long as it takes. Stopping it meanwhile is no error.
     *
     * @throws LovageException when a part can't be started: a wrong setting, an application that can't be loaded; or when it was
     *     started or closed before
     */
    public void start() {
        if (!used.compareAndSet(false, true)) {
            throw new LovageException("The worker " + hostname() + " was started or closed before; build a new one");
        }
        if (signals) {
            Signals.install(this, stopping, config, System.getenv());
        }
        stopping.onStage(life::shuttingDown);
        config.shuttingDown().forEach(stopping::onStage);
        thread.start();
        join(started);
    }

    /** Asks it to stop: it takes no more tasks, finishes those that run, and gives back the others. Returns at once. */
    public void stop() {
        stop(Shutdown.WARM);
    }

    /** Asks it to stop now: running tasks are ended, and those not yet acknowledged are given back. Returns at once. */
    public void stopNow() {
        stop(Shutdown.COLD);
    }

    /** Asks it to stop so, or to go on to that stage of stopping; an earlier stage than the present one changes nothing. */
    public void stop(Shutdown how) {
        stopping.enter(how, "");
    }

    /** What a program that is this worker exits with: 0, or 1 when running tasks were, or are to be, ended. */
    public int exitCode() {
        return stopping.stage().map(Shutdown::exitCode).orElse(0);
    }

    /** Takes no more messages until {@link #resume}; those it has taken it runs. Returns at once. */
    public void pause() {
        context.find(Inflow.class).ifPresent(Inflow::pause);
    }

    /** Takes messages again after {@link #pause}. Returns at once. */
    public void resume() {
        context.find(Inflow.class).ifPresent(Inflow::resume);
    }

    /** Has tasks run by a new generation of children from now on, with the code as it is now. Returns at once; the log says how it went. */
    public void renew() {
        var unused = renewal.begin();
    }

    /**
     * Waits until it has stopped.
     *
     * @throws LovageException when it failed
     */
    public void awaitStopped() {
        join(stopped);
    }

    /** Waits until it has stopped, at most that long; whether it has. */
    public boolean awaitStopped(Duration atMost) {
        return Stopping.await(stopped, atMost);
    }

    /** The tasks it can run; empty before it has started. */
    public List<CatalogEntry> tasks() {
        return context.find(TaskConsumer.class).map(TaskConsumer::catalog).orElse(List.of());
    }

    /** How many messages it has in its hands. */
    public int unfinished() {
        return context.find(TaskConsumer.class).map(TaskConsumer::unfinished).orElse(0);
    }

    /** How many slots its pool has, or shall have once all have started; 0 before it has started and when it has stopped. */
    public int slots() {
        return context.find(WorkerPool.class).map(WorkerPool::size).orElse(0);
    }

    /**
     * Has so many slots from now on: Celery's {@code pool_grow} and {@code pool_shrink}. A worker that scales by itself leaves it so
     * for {@code worker_autoscale_keepalive} and then moves on from there. Returns at once; before it has started it does nothing.
     *
     * @param slots at least 1
     * @throws UnsupportedOperationException when its pool keeps its size
     */
    public void resize(int slots) {
        context.find(WorkerPool.class).ifPresent(pool -> pool.resize(slots));
    }

    /**
     * Moves between other sizes from now on: Celery's {@code autoscale}. Returns at once; before it has started it does nothing.
     *
     * @param max at least {@code min}
     * @param min at least 1
     * @throws UnsupportedOperationException when it was not started with autoscaling, or its pool keeps its size
     */
    public void autoscale(int max, int min) {
        AutoscaleRange range = new AutoscaleRange(max, min);
        if (context.find(Pool.class).isEmpty()) {
            return;
        }
        Autoscaler autoscaler = context.find(Autoscaler.class)
                .orElseThrow(() -> new UnsupportedOperationException(
                        "The worker " + hostname() + " does not scale; start it with --autoscale=" + range));
        context.get(WorkerLoop.class).execute(() -> autoscaler.range(range));
    }

    /** How many tasks run. */
    int running() {
        return context.find(TaskConsumer.class).map(TaskConsumer::running).orElse(0);
    }

    /**
     * Stops it as {@link #stop()} does, and waits. A worker that was not started, or could not be, has nothing to stop.
     *
     * @throws LovageException when a part failed to stop, unless {@link #awaitStopped()} has said so
     */
    @Override
    public void close() {
        stop();
        if (used.compareAndSet(false, true)) {
            loader.close();
        } else if (thread.getState() != Thread.State.NEW && !told.get()) {
            awaitStopped();
        }
    }

    private static Listeners listeners(WorkerConfig config, ComponentLoader.Loader loader) {
        List<WorkerListener> all = new ArrayList<>(config.listeners());
        config.settings()
                .workerListeners()
                .forEach(name -> all.add(loader.make("worker_listeners", name, WorkerListener.class)));
        return new Listeners(all);
    }

    private void live() {
        try {
            serve();
            LOG.info("{} stopped.", config.hostname());
            stopped.complete(null);
        } catch (Throwable e) { // A step may throw anything, and somebody waits for this worker.
            if (e.getCause() instanceof StoppedEarlyException) {
                started.complete(null);
                stopped.complete(null);
            } else {
                started.completeExceptionally(e);
                stopped.completeExceptionally(e);
            }
        } finally {
            stopping.end();
        }
    }

    private void serve() {
        try {
            life.begins();
            life.isSetUp(blueprint.order(context));
            components.complaints(config, life.listeners()).forEach(LOG::warn);
            life.starts();
            try {
                blueprint.start(context);
                started.complete(null);
                stopping.awaitAsked();
                context.find(Inflow.class).ifPresent(Inflow::end);
                blueprint.stop();
            } finally {
                // Whoever heard that it begins hears that it ends, however that went, and not before they heard that it
                // will.
                stopping.awaitTold(LAST_WORDS);
                life.ends();
            }
        } finally {
            loader.close();
        }
    }

    private void join(CompletableFuture<Void> future) {
        try {
            future.join();
        } catch (CompletionException e) {
            told.set(true);
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new LovageException("The worker failed: " + e.getCause(), e);
        }
    }
}
