package dev.lovage.worker;

import dev.lovage.worker.hooks.WorkerListener;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who hears of a worker's life. What a listener throws is logged and goes no further. Thread-safe. */
final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.hooks");
    private static final int BACKLOG = 20_000;

    private final List<WorkerListener> listeners;
    private final BlockingQueue<Consumer<WorkerListener>> backlog = new LinkedBlockingQueue<>(BACKLOG);
    private final AtomicLong missed = new AtomicLong();
    private volatile boolean ending;

    Listeners(List<WorkerListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /** Tells all of them, now, on this thread. */
    void tell(Consumer<WorkerListener> event) {
        for (WorkerListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException | Error e) {
                LOG.error("The listener {} failed: {}", listener.getClass().getName(), e, e);
            }
        }
    }

    /** Has them told soon on a thread of their own; for what must not wait. */
    void post(Consumer<WorkerListener> event) {
        if (listeners.isEmpty() || backlog.offer(event)) {
            return;
        }
        if (missed.getAndIncrement() == 0) {
            LOG.warn("Listeners can't keep up: they miss events while {} others wait", BACKLOG);
        }
    }

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    /** The thread that tells what is posted; it ends after {@link #end}, when all is told. */
    Thread thread() {
        Thread thread = new Thread(this::live, "lovage-listeners");
        thread.setDaemon(true);
        return thread;
    }

    void end() {
        ending = true;
        backlog.offer(listener -> {}); // Wakes the thread up; a full backlog does too.
    }

    private void live() {
        try {
            while (!ending || !backlog.isEmpty()) {
                tell(backlog.take());
                long count = backlog.isEmpty() ? missed.getAndSet(0) : 0;
                if (count > 0) {
                    LOG.warn("Listeners missed {} events", count);
                }
            }
        } catch (InterruptedException e) {
            LOG.warn("Listeners miss {} events: the worker ends", backlog.size());
        }
    }
}
