package dev.lovage.worker.pool;

import dev.lovage.worker.Outcome;
import dev.lovage.worker.Pool;
import dev.lovage.worker.PoolSpec;
import dev.lovage.worker.Request;
import dev.lovage.worker.TaskFields;
import dev.lovage.worker.TimeLimits;
import dev.lovage.worker.app.Application;
import dev.lovage.worker.app.ApplicationException;
import dev.lovage.worker.run.Deadlines;
import dev.lovage.worker.run.TaskRunner;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs requests in threads of this process: the pools {@code threads}, {@code virtual} and {@code solo}, which differ in their
 * threads only. For tasks that wait more than they compute, and for workers inside an application. A task that never ends can't be
 * made to: at its hard limit it is interrupted, and then its thread is given up.
 */
final class ThreadPool implements Pool {

    private static final Logger log = LoggerFactory.getLogger(ThreadPool.class);

    /** How far its life has come. */
    private enum Phase {
        NEW,
        RUNNING,
        STOPPING,
        STOPPED
    }

    /** A request that was not told of yet; whoever takes it out of the map tells of it. */
    private static final class Running {

        private final Request request;
        private final long since;
        private volatile @Nullable Thread thread;

        Running(Request request, long since) {
            this.request = request;
            this.since = since;
        }
    }

    private final PoolSpec spec;
    private final TaskThreads.Starter starter;
    private final TaskThreads<Running> threads;
    private final Source source;
    private final Deadlines hardLimits;
    private final Map<Long, Running> running = new ConcurrentHashMap<>();
    /** Submitted and not yet told of; reaches zero only after the last outcome was told. */
    private final AtomicInteger untold = new AtomicInteger();

    private final GivenUp givenUp;
    private final AtomicInteger everGivenUp = new AtomicInteger();
    private final AtomicBoolean degraded = new AtomicBoolean();
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.NEW);
    private volatile Listener listener = Listener.SILENT;
    private volatile @Nullable TaskRunner runner;
    private volatile Optional<Redirection> redirection = Optional.empty();
    private volatile ClassLoader loader = ThreadPool.class.getClassLoader();

    /**
     * @param starter makes this pool's threads
     * @param carriers how many of them can compute at the same time, as far as they are not the system's to share out
     * @param source gives the application; called once, on a thread of the pool
     */
    ThreadPool(PoolSpec spec, TaskThreads.Starter starter, int carriers, Source source) {
        this.spec = spec;
        this.starter = starter;
        this.threads = new TaskThreads<>(starter, this::run);
        this.source = source;
        this.givenUp = new GivenUp(spec.concurrency(), carriers);
        this.hardLimits = new Deadlines("lovage-pool-limits", spec.clock());
    }

    @Override
    public void start(Listener to) {
        if (phase.compareAndSet(Phase.NEW, Phase.RUNNING)) {
            listener = to;
            redirection = redirects() ? Optional.of(Redirection.install()) : Optional.empty();
            var unused = starter.start(this::load, "lovage-pool-loader");
        }
    }

    /** Not by default: what a program prints in which this is embedded is its own business. */
    private boolean redirects() {
        return spec.settings().getOrDefault("worker_redirect_stdouts", "false").equals("true");
    }

    private void load() {
        try {
            Application application = source.load();
            loader = Thread.currentThread().getContextClassLoader();
            runner = new TaskRunner(application, spec.clock(), spec.maxResultBytes(), spec.hostname(), this::progress);
            for (int i = 0; i < spec.concurrency(); i++) {
                threads.grow(loader);
            }
            listener.onSettings(application.app().settings().code());
            listener.onCatalog(application.catalog());
            listener.onIdle(spec.concurrency());
        } catch (ApplicationException e) {
            unloadable(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            log.error("The application could not be loaded", e);
            unloadable("The application could not be loaded: " + e);
        }
    }

    private void unloadable(String reason) {
        listener.onUnloadable(reason);
        stop();
    }

    @Override
    public int size() {
        return spec.concurrency();
    }

    @Override
    public void submit(Request request) {
        untold.incrementAndGet();
        Running run = new Running(request, spec.clock().nanoTime());
        running.put(request.slot(), run);
        threads.submit(run);
    }

    /** Says whether this thread may run another: not when it was given up meanwhile. */
    private boolean run(Running run) {
        Request request = run.request;
        TaskRunner with = runner;
        if (with == null || running.get(request.slot()) != run) {
            return true;
        }
        run.thread = Thread.currentThread();
        listener.onStarted(request.slot(), ProcessHandle.current().pid());
        Optional<Deadlines.Deadline> limit =
                request.hardLimit().map(span -> hardLimits.after(span, () -> overran(run, span)));
        Outcome outcome = outcome(with, run);
        redirection.ifPresent(printed -> printed.ended(request));
        limit.ifPresent(Deadlines.Deadline::cancel);
        if (!running.remove(request.slot(), run)) {
            // It was told as beyond its limit, or as lost when the pool was terminated.
            TaskFields.about(log.atInfo(), request)
                    .log("Task {}[{}], which was given up, has ended after all", request.task(), request.id());
            givenUp.remove(Thread.currentThread());
            recover();
            return false;
        }
        tell(request, outcome);
        return true;
    }

    /** A runner answers for what tasks throw; this is for what even that was too much for, such as a heap that is full. */
    private Outcome outcome(TaskRunner with, Running run) {
        try {
            return with.run(run.request);
        } catch (RuntimeException | Error e) {
            TaskFields.about(log.atError(), run.request)
                    .setCause(e)
                    .log("Running {}[{}] failed", run.request.task(), run.request.id());
            return new Outcome.Lost("running it failed: " + e, Optional.empty(), since(run));
        }
    }

    private void overran(Running run, Duration limit) {
        Request request = run.request;
        if (!running.remove(request.slot(), run)) {
            return;
        }
        Thread thread = run.thread;
        if (thread != null) {
            givenUp.add(thread);
            threads.abandon(thread);
        }
        threads.grow(loader);
        degrade();
        tell(request, TimeLimits.exceeded(limit, since(run)));
        TaskFields.about(log.atError(), request)
                .log(
                        "Hard time limit ({} s) exceeded for {}[{}]: it was interrupted, and its thread given up (the {}. of this worker;"
                                + " {} have not ended yet). It may run on; only the process pool ends a task for sure",
                        TimeLimits.seconds(limit),
                        request.task(),
                        request.id(),
                        everGivenUp.incrementAndGet(),
                        givenUp.count());
    }

    /** Takes no part while nothing else could run: what has not begun may run elsewhere. */
    private void degrade() {
        if (phase.get() != Phase.RUNNING || !givenUp.tooMany() || !degraded.compareAndSet(false, true)) {
            return;
        }
        listener.onDegraded(
                givenUp.count() + " threads were given up at their hard limit and run on, too many to run others beside"
                        + " them. They are interrupted: if their tasks never end, start the worker anew, or use -P process");
        for (Running run : List.copyOf(running.values())) {
            if (run.thread == null && running.remove(run.request.slot(), run)) {
                tell(run.request, new Outcome.NotBegun("threads that were given up leave it no room"));
            }
        }
    }

    private void recover() {
        if (!givenUp.tooMany() && degraded.compareAndSet(true, false)) {
            listener.onRecovered();
        }
    }

    private void tell(Request request, Outcome outcome) {
        listener.onOutcome(request.slot(), outcome);
        untold.decrementAndGet();
        if (phase.get() == Phase.RUNNING) {
            listener.onIdle(1);
        } else {
            finishIfEmpty();
        }
    }

    private void progress(long slot, String state, byte[] value) {
        if (running.containsKey(slot)) {
            listener.onProgress(slot, state, value);
        }
    }

    @Override
    public void stop() {
        if (phase.compareAndSet(Phase.RUNNING, Phase.STOPPING) || phase.compareAndSet(Phase.NEW, Phase.STOPPING)) {
            finishIfEmpty();
        }
    }

    @Override
    public void terminate() {
        stop();
        for (Running run : List.copyOf(running.values())) {
            if (running.remove(run.request.slot(), run)) {
                listener.onOutcome(
                        run.request.slot(), new Outcome.Lost("the pool was terminated", Optional.empty(), since(run)));
                untold.decrementAndGet();
            }
        }
        threads.end();
        finishIfEmpty();
    }

    private void finishIfEmpty() {
        if (untold.get() == 0 && phase.compareAndSet(Phase.STOPPING, Phase.STOPPED)) {
            threads.end();
            hardLimits.close();
            TaskRunner with = runner;
            if (with != null) {
                with.close();
            }
            source.close();
            redirection.ifPresent(Redirection::close);
            listener.onStopped();
        }
    }

    private Duration since(Running run) {
        return Duration.ofNanos(spec.clock().nanoTime() - run.since);
    }
}
