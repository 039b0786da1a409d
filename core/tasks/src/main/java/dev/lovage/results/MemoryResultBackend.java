package dev.lovage.results;

import dev.lovage.messaging.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Results in the memory of this process, for tests and for workers embedded in a program. Thread-safe. */
public final class MemoryResultBackend implements ResultBackend {

    private static final int EXPIRED_PER_STORE = 8;

    private final String name;
    private final Duration expires;
    private final Clock clock;
    private final Map<String, Stored> results = new LinkedHashMap<>();
    private final Map<String, List<CompletableFuture<TaskResult>>> waiting = new HashMap<>();

    private record Stored(TaskResult result, Instant until) {}

    /**
     * @param name tells backends of one process apart, for people
     * @param expires how long results are kept; zero for ever
     */
    public MemoryResultBackend(String name, Duration expires, Clock clock) {
        this.name = name;
        this.expires = expires;
        this.clock = clock;
    }

    @Override
    public String describe() {
        return "memory://" + name;
    }

    @Override
    public void connect(Duration timeout) {
        // There is nothing to connect to.
    }

    @Override
    public CompletionStage<Void> store(TaskResult result, String replyTo) {
        List<CompletableFuture<TaskResult>> woken = List.of();
        TaskResult dated = dated(result);
        synchronized (results) {
            Optional<TaskResult> known = read(result.taskId());
            boolean succeeded = known.isPresent() && known.get().state().equals(TaskState.SUCCESS);
            if (succeeded && !result.state().equals(TaskState.SUCCESS)) {
                return CompletableFuture.completedFuture(null);
            }
            // Put anew, so that the oldest stay first.
            results.remove(result.taskId());
            results.put(result.taskId(), new Stored(dated, until()));
            dropExpired();
            if (result.state().ready()) {
                woken = Optional.ofNullable(waiting.remove(result.taskId())).orElse(List.of());
            }
        }
        woken.forEach(future -> future.complete(dated));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Optional<TaskResult>> fetch(String taskId) {
        synchronized (results) {
            return CompletableFuture.completedFuture(read(taskId));
        }
    }

    @Override
    public CompletableFuture<TaskResult> whenReady(String taskId) {
        CompletableFuture<TaskResult> future = new CompletableFuture<>();
        synchronized (results) {
            Optional<TaskResult> known =
                    read(taskId).filter(result -> result.state().ready());
            if (known.isPresent()) {
                return CompletableFuture.completedFuture(known.get());
            }
            waiting.computeIfAbsent(taskId, id -> new ArrayList<>()).add(future);
        }
        CompletableFuture<TaskResult> unused = future.whenComplete((result, failure) -> stopWaiting(taskId, future));
        return future;
    }

    @Override
    public CompletionStage<Void> forget(String taskId) {
        synchronized (results) {
            results.remove(taskId);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        // It lives as long as the process, like the memory broker: another app may have it open.
    }

    private void stopWaiting(String taskId, CompletableFuture<TaskResult> future) {
        synchronized (results) {
            waiting.computeIfPresent(taskId, (id, futures) -> {
                futures.remove(future);
                return futures.isEmpty() ? null : futures;
            });
        }
    }

    private Optional<TaskResult> read(String taskId) {
        Stored stored = results.get(taskId);
        if (stored == null || stored.until().isBefore(clock.now())) {
            return Optional.empty();
        }
        return Optional.of(stored.result());
    }

    private TaskResult dated(TaskResult result) {
        if (!result.state().ready() || result.dateDone().isPresent()) {
            return result;
        }
        return new TaskResult(
                result.taskId(),
                result.state(),
                result.value(),
                result.traceback(),
                result.children(),
                Optional.of(clock.now().atOffset(java.time.ZoneOffset.UTC)),
                result.groupId(),
                result.parentId(),
                result.extended());
    }

    private Instant until() {
        return expires.isZero() ? Instant.MAX : clock.now().plus(expires);
    }

    private void dropExpired() {
        Instant now = clock.now();
        var oldest = results.values().iterator();
        for (int i = 0; i < EXPIRED_PER_STORE && oldest.hasNext(); i++) {
            if (!oldest.next().until().isBefore(now)) {
                return;
            }
            oldest.remove();
        }
    }
}
