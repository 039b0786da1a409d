package dev.lovage.redis;

import dev.lovage.messaging.BrokerException;
import dev.lovage.results.TaskResult;
import dev.lovage.wire.ResultMeta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Who waits for which result. All share one connection that listens; each subscribes first and then reads, and all read again
 * after the connection was lost. Thread-safe.
 */
final class ResultWaits implements AutoCloseable {

    private final String server;
    private final Function<String, CompletableFuture<Optional<byte[]>>> get;
    private final ResultMeta meta;
    private final Channels channels;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, List<CompletableFuture<TaskResult>>> waits = new HashMap<>();
    private boolean closed;

    /**
     * Nobody waits yet.
     *
     * @param get reads a key, over lost connections
     */
    ResultWaits(RedisConnector connector, Function<String, CompletableFuture<Optional<byte[]>>> get, ResultMeta meta) {
        this.server = connector.address().toString();
        this.get = get;
        this.meta = meta;
        this.channels = new Channels(connector, Channels.Kind.PLAIN, this::onMeta, this::readAll);
    }

    CompletableFuture<TaskResult> await(String key) {
        CompletableFuture<TaskResult> future = new CompletableFuture<>();
        CompletableFuture<Void> listening;
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(closed());
            }
            waits.computeIfAbsent(key, name -> new ArrayList<>()).add(future);
            listening = channels.join(List.of(key));
        } finally {
            lock.unlock();
        }
        future.whenComplete((result, error) -> remove(key, future));
        listening.thenRun(() -> read(key));
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
        get.apply(key).thenAccept(found -> found.ifPresent(text -> onMeta(key, text)));
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

    private void finish(String key, Function<CompletableFuture<TaskResult>, Boolean> completion) {
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
        done.forEach(completion::apply);
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
