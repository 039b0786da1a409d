package dev.lovage.worker.pool;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
    }

    private static final Logger log = LoggerFactory.getLogger(MemoryWatch.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final long MIB = 1 << 20;

    private final long limit;
    private final boolean watching;
    private final Listener listener;
    private final Map<Child, Gauge> gauges = new ConcurrentHashMap<>();
    private volatile boolean closed;

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
    void start(Nursery nursery) {
        if (watching) {
            nursery.every(PAUSE, () -> gauges.keySet().forEach(this::look));
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

    /** Looks at one now. */
    void look(Child child) {
        Gauge gauge = watching ? gauges.get(child) : null;
        if (gauge == null) {
            return;
        }
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
        if (bytes > 2 * Math.max(limit, gauge.atFirst)) {
            child.kill("used " + bytes / MIB + " MiB, twice worker_max_memory_per_child (" + limit / MIB + " MiB)");
        } else if (heavy) {
            log.info(
                    "Process {} uses {} MiB, more than worker_max_memory_per_child ({} MiB): replacing it after its task",
                    child.pid(),
                    bytes / MIB,
                    limit / MIB);
            listener.onHeavy(child);
        } else if (soon) {
            listener.onSoonHeavy(child);
        }
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
        gauges.keySet().forEach(this::forget);
    }
}
