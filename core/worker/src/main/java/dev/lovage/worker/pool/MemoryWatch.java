package dev.lovage.worker.pool;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the resident memory of children with their limit: after each task, and each second. One with more is to be replaced;
 * one with twice as much is killed. Thread-safe.
 */
final class MemoryWatch implements AutoCloseable {

    /** Hears of children. */
    interface Listener {

        /** It has more than it may, and is given nothing more. */
        void onHeavy(Child child);

        /** It has nearly as much as it may. */
        void onSoonHeavy(Child child);

        /** It has so much that it must end now, whatever it does. */
        void onTooHeavy(Child child, String why);
    }

    private static final Logger log = LoggerFactory.getLogger(MemoryWatch.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final long MIB = 1 << 20;

    private final long limit;
    private final boolean watching;
    private final Listener listener;
    private final Map<Child, Gauge> gauges = new ConcurrentHashMap<>();
    private volatile boolean closed;
    /** Has a thread from the first look on. */
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "lovage-pool-memory");
        thread.setDaemon(true);
        return thread;
    });

    /** What a child used when it was ready, where to look, and what was told of it. */
    private static final class Gauge {
        private final ResidentMemory memory;
        private final long atFirst;
        private boolean soon;
        private boolean heavy;

        Gauge(ResidentMemory memory) {
            this.memory = memory;
            this.atFirst = memory.bytes();
        }
    }

    /** @param limit in bytes; 0 for none */
    MemoryWatch(long limit, Listener listener) {
        this.limit = limit;
        this.listener = listener;
        this.watching = limit > 0 && ResidentMemory.known();
    }

    /** Looks each second from now on. */
    void start() {
        if (watching) {
            long pause = PAUSE.toMillis();
            var unused = executor.scheduleWithFixedDelay(this::lookAtAll, pause, pause, TimeUnit.MILLISECONDS);
        } else if (limit > 0) {
            log.warn(
                    "worker_max_memory_per_child is not kept: this system has no /proc to read a process's memory from");
        }
    }

    /** A child is ready. */
    void watch(Child child) {
        if (!watching) {
            return;
        }
        Gauge gauge = new Gauge(new ResidentMemory(child.pid()));
        gauges.put(child, gauge);
        if (gauge.atFirst > limit) {
            log.warn(
                    "worker_max_memory_per_child is {} MiB, but a child that has done nothing yet uses {} MiB: each is replaced after one task",
                    limit / MIB,
                    gauge.atFirst / MIB);
        }
        if (closed) {
            forget(child);
        }
    }

    private void lookAtAll() {
        for (Map.Entry<Child, Gauge> entry : gauges.entrySet()) {
            try {
                look(entry.getKey(), entry.getValue());
            } catch (RuntimeException e) {
                log.warn("Could not look at the memory of {}", entry.getKey(), e);
            }
        }
    }

    private void look(Child child, Gauge gauge) {
        long bytes = tell(child, gauge);
        if (bytes > 2 * Math.max(limit, gauge.atFirst)) {
            listener.onTooHeavy(
                    child, "used " + bytes / MIB + " MiB, twice worker_max_memory_per_child (" + limit / MIB + " MiB)");
        }
    }

    /** Looks at one that is done with a task, and was given no other yet: however much it uses, it need not be killed. */
    void lookAfterTask(Child child) {
        Gauge gauge = watching ? gauges.get(child) : null;
        if (gauge != null) {
            var unused = tell(child, gauge);
        }
    }

    /** Tells, once each, that one has more than it may, or nearly; returns how much it has. */
    private long tell(Child child, Gauge gauge) {
        boolean heavy;
        boolean soon;
        long bytes;
        synchronized (gauge) {
            bytes = gauge.memory.bytes();
            heavy = bytes > limit && !gauge.heavy;
            gauge.heavy |= heavy;
            soon = bytes > limit - limit / 10 && !gauge.soon;
            gauge.soon |= soon;
        }
        if (heavy) {
            log.info(
                    "Process {} uses {} MiB, more than worker_max_memory_per_child ({} MiB): replacing it after its task",
                    child.pid(),
                    bytes / MIB,
                    limit / MIB);
            listener.onHeavy(child);
        } else if (soon) {
            listener.onSoonHeavy(child);
        }
        return bytes;
    }

    /** It has ended. */
    void forget(Child child) {
        Gauge gauge = gauges.remove(child);
        if (gauge != null) {
            gauge.memory.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        executor.shutdownNow();
        gauges.keySet().forEach(this::forget);
    }
}
