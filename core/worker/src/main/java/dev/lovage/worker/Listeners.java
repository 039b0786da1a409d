package dev.lovage.worker;

import dev.lovage.worker.hooks.WorkerListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who hears of a worker's life. What a listener throws is logged and goes no further. Thread-safe. */
final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.hooks");

    private final List<WorkerListener> listeners;
    private final Backlog backlog;
    private final Duration patience;
    /** For what others wait for: it must not stand behind a backlog. The thread comes when there is something to tell. */
    private final ExecutorService prompt =
            new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                Thread thread = new Thread(work, "lovage-listeners-prompt");
                thread.setDaemon(true);
                return thread;
            });

    Listeners(List<WorkerListener> listeners) {
        this(listeners, new Backlog(20_000, 16 << 20), Duration.ofSeconds(5));
    }

    /**
     * Those.
     *
     * @param backlog where their events wait
     * @param patience how long others wait for them
     */
    Listeners(List<WorkerListener> listeners, Backlog backlog, Duration patience) {
        this.listeners = List.copyOf(listeners);
        this.backlog = backlog;
        this.patience = patience;
    }

    /** Tells all of them, now, on this thread. */
    void tell(Consumer<WorkerListener> event) {
        for (WorkerListener listener : listeners) {
            tell(listener, event);
        }
    }

    /**
     * Tells all of them on another thread, and goes on when they have heard it, there; or when they take too long for anybody to wait.
     *
     * @param what the event's name, for the log
     */
    void tellThen(String what, Consumer<WorkerListener> event, Runnable then) {
        if (listeners.isEmpty()) {
            then.run();
            return;
        }
        CompletableFuture<Void> told;
        try {
            told = CompletableFuture.runAsync(() -> tell(event), prompt);
        } catch (RejectedExecutionException e) {
            then.run(); // The worker ends.
            return;
        }
        var unused = told.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).whenComplete((nothing, late) -> {
            if (late != null) {
                LOG.warn(
                        "Listeners take longer than {} s to hear of {}, and are not waited for; what takes long belongs on"
                                + " a thread of the listener's own",
                        patience.toMillis() / 1000.0,
                        what);
            }
            then.run();
        });
    }

    /**
     * Has them told soon on a thread of their own; for what must not wait.
     *
     * @param what the event's name, for the log
     * @param weight about how much memory it takes until it is told
     */
    void post(String what, long weight, Consumer<WorkerListener> event) {
        if (!listeners.isEmpty()) {
            backlog.add(what, weight, event);
        }
    }

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    /** The thread that tells what is posted; it ends after {@link #end}, when all is told. */
    Thread thread() {
        Thread thread = new Thread(() -> backlog.drain(this::tell), "lovage-listeners");
        thread.setDaemon(true);
        return thread;
    }

    void end() {
        prompt.shutdown();
        backlog.end();
    }

    /** Libraries that a listener calls look for the application's classes where the thread says. */
    private static void tell(WorkerListener listener, Consumer<WorkerListener> event) {
        Thread thread = Thread.currentThread();
        ClassLoader outer = thread.getContextClassLoader();
        thread.setContextClassLoader(listener.getClass().getClassLoader());
        try {
            event.accept(listener);
        } catch (Throwable e) {
            // Languages without checked exceptions let any through.
            if (e instanceof InterruptedException) {
                thread.interrupt();
            }
            LOG.error("The listener {} failed: {}", listener.getClass().getName(), e, e);
        } finally {
            thread.setContextClassLoader(outer);
        }
    }
}
