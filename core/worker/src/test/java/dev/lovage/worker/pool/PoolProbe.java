package dev.lovage.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.messaging.Message;
import dev.lovage.messaging.codec.Serializers;
import dev.lovage.testkit.Eventually;
import dev.lovage.wire.TaskMessage;
import dev.lovage.worker.CatalogEntry;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Pool;
import dev.lovage.worker.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Drives a pool as the loop would, and keeps what the pool told. */
final class PoolProbe implements Pool.Listener, AutoCloseable {

    final Permits idle = new Permits();
    final Map<Long, CompletableFuture<Outcome>> outcomes = new ConcurrentHashMap<>();
    final Map<Long, CompletableFuture<Long>> started = new ConcurrentHashMap<>();
    final AtomicInteger told = new AtomicInteger();
    final List<String> progress = new CopyOnWriteArrayList<>();
    final AtomicInteger recovered = new AtomicInteger();
    final List<String> degraded = new CopyOnWriteArrayList<>();
    final CompletableFuture<String> unloadable = new CompletableFuture<>();
    final CompletableFuture<Void> stopped = new CompletableFuture<>();
    volatile List<CatalogEntry> catalog = List.of();
    final Pool pool;
    private final AtomicLong slots = new AtomicLong();
    private int ahead;

    PoolProbe(Pool pool) {
        this.pool = pool;
        pool.start(this);
    }

    /** Submits a call of a task, when there is an idle slot; the number of its slot. */
    long submit(String task, Object... args) {
        return submit(message(task, args), task);
    }

    /** From now on the pool is given as much ahead as it takes. */
    void fill() {
        int more = pool.ahead() - ahead;
        ahead += more;
        idle.add(more);
    }

    static Message message(String task, Object... args) {
        return TaskMessage.builder("id-" + task, task)
                .args(Arrays.asList(args))
                .build()
                .encode(Serializers.standard());
    }

    long submit(Message message, String task) {
        return submit(message, task, Optional.empty(), Optional.empty());
    }

    /** Submits a call with time limits. */
    long submit(Message message, String task, Optional<Duration> soft, Optional<Duration> hard) {
        long slot = slots.incrementAndGet();
        outcomes.put(slot, new CompletableFuture<>());
        started.put(slot, new CompletableFuture<>());
        try {
            assertThat(idle.tryAcquire(30, TimeUnit.SECONDS)).as("an idle slot").isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        pool.submit(new Request(slot, "id-" + task, task, message, "celery", "", "celery", false, 0, soft, hard));
        return slot;
    }

    /** Submits a call with a hard limit only. */
    long submitFor(Duration hard, String task, Object... args) {
        return submit(message(task, args), task, Optional.empty(), Optional.of(hard));
    }

    Outcome outcome(long slot) {
        return within(Duration.ofSeconds(30), outcomes.get(slot));
    }

    Outcome run(String task, Object... args) {
        return outcome(submit(task, args));
    }

    long pid(long slot) {
        return within(Duration.ofSeconds(30), started.get(slot));
    }

    static <T> T within(Duration time, CompletableFuture<T> future) {
        try {
            return future.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("Not within " + time, e);
        }
    }

    /** The JSON text of a success. */
    static String value(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
        return new String(((Outcome.Succeeded) outcome).value(), StandardCharsets.UTF_8);
    }

    void awaitIdle(int count) {
        Eventually.until(Duration.ofSeconds(30), count + " idle slots", () -> idle.availablePermits() >= count);
    }

    @Override
    public void onIdle(int count) {
        idle.add(count);
    }

    @Override
    public void onCatalog(List<CatalogEntry> entries) {
        catalog = entries;
    }

    @Override
    public void onStarted(long slot, long pid) {
        started.get(slot).complete(pid);
    }

    @Override
    public void onOutcome(long slot, Outcome outcome) {
        told.incrementAndGet();
        if (!outcomes.get(slot).complete(outcome)) {
            throw new AssertionError("Told twice of slot " + slot);
        }
    }

    @Override
    public void onProgress(long slot, String state, byte[] value) {
        progress.add(state + " " + new String(value, StandardCharsets.UTF_8));
    }

    @Override
    public void onDegraded(String reason) {
        degraded.add(reason);
    }

    @Override
    public void onRecovered() {
        recovered.incrementAndGet();
    }

    @Override
    public void onUnloadable(String reason) {
        unloadable.complete(reason);
    }

    @Override
    public void onStopped() {
        stopped.complete(null);
    }

    @Override
    public void close() {
        pool.terminate();
        within(Duration.ofSeconds(20), stopped);
    }

    /** How many requests the pool can take; below zero for a moment when slots went that were used meanwhile. */
    static final class Permits extends Semaphore {

        private static final long serialVersionUID = 1L;

        Permits() {
            super(0);
        }

        void add(int count) {
            if (count >= 0) {
                release(count);
            } else {
                reducePermits(-count);
            }
        }
    }
}
