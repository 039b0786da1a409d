package dev.lovage.results.rpc;

import dev.lovage.messaging.LovageException;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The replies that arrived in this process, and who waits for one. Thread-safe.
 *
 * <p>It keeps the latest 10,000, or fewer when they are larger than 64 MiB together. A waiting caller has its reply
 * however many others came.
 */
final class ReplyBox {

    private static final int MAX_COUNT = 10_000;
    private static final long MAX_BYTES = 64L * 1024 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, TaskResult> arrived = new LinkedHashMap<>();
    private final Map<String, List<CompletableFuture<TaskResult>>> waits = new HashMap<>();
    private long bytes;
    private boolean closed;

    void put(TaskResult result) {
        List<CompletableFuture<TaskResult>> woken = List.of();
        lock.lock();
        try {
            TaskResult before = arrived.get(result.taskId());
            if (before != null && before.state().equals(TaskState.SUCCESS)) {
                return;
            }
            remove(result.taskId());
            arrived.put(result.taskId(), result);
            bytes += result.value().length;
            shrink();
            if (result.state().ready()) {
                woken = Optional.ofNullable(waits.remove(result.taskId())).orElse(List.of());
            }
        } finally {
            lock.unlock();
        }
        woken.forEach(wait -> wait.complete(result));
    }

    private void shrink() {
        Iterator<TaskResult> oldest = arrived.values().iterator();
        while ((arrived.size() > MAX_COUNT || bytes > MAX_BYTES) && arrived.size() > 1) {
            bytes -= oldest.next().value().length;
            oldest.remove();
        }
    }

    private void remove(String taskId) {
        TaskResult gone = arrived.remove(taskId);
        if (gone != null) {
            bytes -= gone.value().length;
        }
    }

    Optional<TaskResult> find(String taskId) {
        lock.lock();
        try {
            return Optional.ofNullable(arrived.get(taskId));
        } finally {
            lock.unlock();
        }
    }

    CompletableFuture<TaskResult> await(String taskId) {
        CompletableFuture<TaskResult> wait = new CompletableFuture<>();
        lock.lock();
        try {
            TaskResult known = arrived.get(taskId);
            if (known != null && known.state().ready()) {
                return CompletableFuture.completedFuture(known);
            }
            if (closed) {
                return CompletableFuture.failedFuture(closedHere(taskId));
            }
            waits.computeIfAbsent(taskId, id -> new ArrayList<>()).add(wait);
        } finally {
            lock.unlock();
        }
        CompletionStage<TaskResult> stage = wait;
        stage.whenComplete((result, failure) -> {
            if (wait.isCancelled()) {
                leave(taskId, wait);
            }
        });
        return wait;
    }

    private void leave(String taskId, CompletableFuture<TaskResult> wait) {
        lock.lock();
        try {
            List<CompletableFuture<TaskResult>> others = waits.get(taskId);
            if (others != null && others.remove(wait) && others.isEmpty()) {
                waits.remove(taskId);
            }
        } finally {
            lock.unlock();
        }
    }

    void forget(String taskId) {
        lock.lock();
        try {
            remove(taskId);
        } finally {
            lock.unlock();
        }
    }

    void close() {
        Map<String, List<CompletableFuture<TaskResult>>> left;
        lock.lock();
        try {
            closed = true;
            left = new HashMap<>(waits);
            waits.clear();
        } finally {
            lock.unlock();
        }
        left.forEach((taskId, all) -> all.forEach(wait -> wait.completeExceptionally(closedHere(taskId))));
    }

    private static LovageException closedHere(String taskId) {
        return new LovageException("The result of task " + taskId + " was not here when the result backend was closed");
    }
}
