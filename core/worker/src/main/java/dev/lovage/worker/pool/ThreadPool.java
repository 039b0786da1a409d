package dev.lovage.worker.pool;

import dev.lovage.worker.Outcome;
import dev.lovage.worker.Pool;
import dev.lovage.worker.PoolSpec;
import dev.lovage.worker.Request;
import dev.lovage.worker.app.Application;
import dev.lovage.worker.app.ApplicationException;
import dev.lovage.worker.run.TaskRunner;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs requests in threads of this process: the pools {@code threads}, {@code virtual} and {@code solo}, which differ in their
 * threads only. For tasks that wait more than they compute, and for workers inside an application. A task that never ends can't be
 * made to: it is interrupted, and then its thread is given up.
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

    private final PoolSpec spec;
    private final ExecutorService executor;
    private final Source source;
    private final Map<Long, Long> running = new ConcurrentHashMap<>();
    /** Submitted and not yet told of; reaches zero only after the last outcome was told. */
    private final AtomicInteger untold = new AtomicInteger();

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.NEW);
    private volatile Listener listener = SilentListener.INSTANCE;
    private volatile @Nullable TaskRunner runner;

    /**
     * @param executor takes each request on a thread, and is this pool's own
     * @param source gives the application; called once, on a thread of the executor
     */
    ThreadPool(PoolSpec spec, ExecutorService executor, Source source) {
        this.spec = spec;
        this.executor = executor;
        this.source = source;
    }

    @Override
    public void start(Listener to) {
        if (phase.compareAndSet(Phase.NEW, Phase.RUNNING)) {
            listener = to;
            executor.execute(this::load);
        }
    }

    private void load() {
        try {
            Application application = source.load();
            runner = new TaskRunner(application, spec.clock(), spec.maxResultBytes(), spec.hostname(), this::progress);
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
        running.put(request.slot(), spec.clock().nanoTime());
        executor.execute(() -> run(request));
    }

    private void run(Request request) {
        TaskRunner with = runner;
        if (with == null || !running.containsKey(request.slot())) {
            return;
        }
        listener.onStarted(request.slot(), ProcessHandle.current().pid());
        Outcome outcome = with.run(request);
        if (running.remove(request.slot()) == null) {
            // It was told as lost when the pool was terminated.
            return;
        }
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
        for (Map.Entry<Long, Long> entry : List.copyOf(running.entrySet())) {
            if (running.remove(entry.getKey()) != null) {
                Duration since = Duration.ofNanos(spec.clock().nanoTime() - entry.getValue());
                listener.onOutcome(
                        entry.getKey(), new Outcome.Lost("the pool was terminated", Optional.empty(), since));
                untold.decrementAndGet();
            }
        }
        executor.shutdownNow();
        finishIfEmpty();
    }

    private void finishIfEmpty() {
        if (untold.get() == 0 && phase.compareAndSet(Phase.STOPPING, Phase.STOPPED)) {
            executor.shutdown();
            source.close();
            listener.onStopped();
        }
    }
}
