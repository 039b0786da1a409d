package dev.lovage.redis;

import dev.lovage.messaging.BrokerException;
import dev.lovage.results.TaskResult;
import dev.lovage.wire.ResultMeta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Who waits for which result. All share one connection that listens; each subscribes first and then reads, and all read again
 * after the connection was lost. Thread-safe.
 */
final class ResultWaits implements AutoCloseable {

    private final String server;
    private final BiConsumer<String, Consumer<byte[]>> get;
    private final ResultMeta meta;
    private final Channels channels;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, List<CompletableFuture<TaskResult>>> waits = new HashMap<>();
    private boolean closed;

    /**
     * Nobody waits yet.
     *
     * @param get reads a key, over lost connections, and hands over what it finds, if anything
     */
    ResultWaits(RedisConnector connector, BiConsumer<String, Consumer<byte[]>> get, ResultMeta meta) {
        this.server = connector.address().toString();
        this.get = get;
        this.meta = meta;
        this.channels = new Channels(connector, Channels.Kind.PLAIN, this::onMeta, this::readAll);
    }

    CompletableFuture<TaskResult> await(String key) {
        CompletableFuture<TaskResult> future = new CompletableFuture<>();
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(closed());
            }
            waits.computeIfAbsent(key, name -> new ArrayList<>()).add(future);
            channels.join(List.of(key), () -> read(key));
        } finally {
            lock.unlock();
        }
        // Also when the caller cancels it.
        CompletableFuture<TaskResult> unused = future.whenComplete((result, error) -> remove(key, future));
        return future;
    }

    @Override
    public void close() {
        List<CompletableFuture<TaskResult>> open = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            waits.values().forEach(open::addAll);
            waits.clear();
        } finally {
            lock.unlock();
        }
        open.forEach(future -> future.completeExceptionally(closed()));
        channels.close();
    }

    private void readAll() {
        List<String> keys;
        lock.lock();
        try {
            keys = List.copyOf(waits.keySet());
        } finally {
            lock.unlock();
        }
        keys.forEach(this::read);
    }

    private void read(String key) {
        get.accept(key, text -> onMeta(key, text));
    }

    private void onMeta(String key, byte[] text) {
        TaskResult result;
        try {
            result = meta.decode(text);
        } catch (RuntimeException e) {
            finish(
                    key,
                    future -> future.completeExceptionally(
                            new BrokerException("What is stored as " + key + " in " + server + " is no result", e)));
            return;
        }
        if (result.state().ready()) {
            finish(key, future -> future.complete(result));
        }
    }

    private void finish(String key, Consumer<CompletableFuture<TaskResult>> completion) {
        List<CompletableFuture<TaskResult>> done;
        lock.lock();
        try {
            done = waits.remove(key);
            if (done == null) {
                return;
            }
            channels.leave(List.of(key));
        } finally {
            lock.unlock();
        }
        done.forEach(completion);
    }

    private void remove(String key, CompletableFuture<TaskResult> future) {
        lock.lock();
        try {
            List<CompletableFuture<TaskResult>> all = waits.get(key);
            if (all != null && all.remove(future) && all.isEmpty()) {
                waits.remove(key);
                channels.leave(List.of(key));
            }
        } finally {
            lock.unlock();
        }
    }

    private BrokerException closed() {
        return new BrokerException("The link to " + server + " is closed");
    }
}
