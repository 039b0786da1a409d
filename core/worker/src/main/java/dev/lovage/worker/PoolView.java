package dev.lovage.worker;

import dev.lovage.worker.step.WorkerPool;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The pool as steps see it, from any thread but the loop's: each question is asked on the loop. */
final class PoolView implements WorkerPool {

    private static final long PATIENCE_SECONDS = 5;

    private final String name;
    private final Pool pool;
    private final WorkerLoop loop;
    private final TaskConsumer consumer;
    private final Window window;
    private volatile boolean stopped;

    PoolView(String name, Pool pool, WorkerLoop loop, TaskConsumer consumer, Window window) {
        this.window = window;
        this.name = name;
        this.pool = pool;
        this.loop = loop;
        this.consumer = consumer;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        if (stopped) {
            return 0;
        }
        CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(pool::size, loop);
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the worker's loop was asked for the pool's size", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The worker's loop did not tell the pool's size", e);
        }
    }

    /** The pool has stopped, and soon the loop does, which would not answer any more. */
    void stopped() {
        stopped = true;
    }

    @Override
    public int busy() {
        return consumer.busy();
    }

    @Override
    public boolean resizable() {
        return pool.abilities().contains(Pool.Ability.RESIZE);
    }

    @Override
    public void resize(int slots) {
        if (slots < 1) {
            throw new IllegalArgumentException("A pool has at least 1 slot, not " + slots);
        }
        if (!resizable()) {
            throw new UnsupportedOperationException("The pool '" + name + "' keeps its size");
        }
        loop.execute(() -> {
            pool.resize(slots);
            window.slots(slots);
        });
    }
}
