package dev.lovage;

import dev.lovage.messaging.LovageException;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A handle on a call: its state, its result. Thread-safe; making one asks nothing of the result backend.
 *
 * <p>It is no {@code Future} itself, so that nobody waits by accident; {@link #future} gives one.
 */
public final class AsyncResult<R extends @Nullable Object> {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String id;
    private final String task;
    private final Links links;
    private final Type type;
    private final boolean ignored;

    AsyncResult(String id, String task, Links links, Type type, boolean ignored) {
        this.id = id;
        this.task = task;
        this.links = links;
        this.type = type;
        this.ignored = ignored;
    }

    /** The id of the call. */
    public String id() {
        return id;
    }

    /**
     * Waits for the result.
     *
     * @throws TaskFailedException when the task failed, with the remote type, message and traceback
     * @throws TaskRevokedException when it was revoked or expired
     * @throws ResultTimeoutException when there is none in this time
     * @throws NoResultBackendException when no result backend is configured, or the result is ignored
     * @throws IllegalStateException inside a running task: waiting for another one there may block all workers for ever
     */
    public R get(Duration timeout) {
        refuseInsideTask();
        CompletableFuture<TaskResult> ready = backend().whenReady(id);
        return reader().read(await(ready, timeout));
    }

    /**
     * The result as a future, which fails as {@link #get} does. Each call subscribes anew; cancelling it only stops
     * waiting.
     */
    public CompletableFuture<R> future() {
        CompletableFuture<TaskResult> ready = backend().whenReady(id);
        CompletableFuture<R> result = ready.thenApply(reader()::read);
        CompletableFuture<R> unused = result.whenComplete((value, failure) -> {
            if (result.isCancelled()) {
                ready.cancel(false);
            }
        });
        return result;
    }

    /** The state as stored now; PENDING for a call that the backend knows nothing of. */
    public TaskState state() {
        return stored().map(TaskResult::state).orElse(TaskState.PENDING);
    }

    /** Whether it has ended, well or not. */
    public boolean ready() {
        return state().ready();
    }

    /** All that is stored of it now. */
    public Optional<TaskResult> stored() {
        return await(backend().fetch(id), PATIENCE);
    }

    /**
     * What the task last said in a state of its own, as with {@link TaskContext#progress}; plain data read as this
     * type.
     */
    public <T> Optional<T> info(Class<T> as) {
        return stored().flatMap(result -> ResultReader.info(result, as));
    }

    /** Removes the stored result. */
    public void forget() {
        await(backend().forget(id), PATIENCE);
    }

    @Override
    public String toString() {
        return "AsyncResult(" + id + ")";
    }

    private ResultReader<R> reader() {
        return new ResultReader<>(id, task, type);
    }

    private ResultBackend backend() {
        if (ignored) {
            throw new NoResultBackendException(
                    "Task " + id + " was sent with ignoreResult, so there will be no result to read. "
                            + "Send it with o -> o.ignoreResult(false), or don't ask");
        }
        return links.backend()
                .orElseThrow(() -> new NoResultBackendException("Task " + id
                        + " was sent, but no result backend is configured, so its result cannot "
                        + "be read. Set result_backend, such as rpc:// "
                        + "on RabbitMQ, redis://… or db+sqlite:///…, for the caller and the "
                        + "worker alike; or use delay() without asking for the result"));
    }

    private void refuseInsideTask() {
        TaskContext.running().ifPresent(context -> {
            throw new IllegalStateException(
                    "Task " + context.task() + " waits for the result of another task. When all workers do that, "
                            + "none is left to run what they wait for. Let the other task do the rest, or look "
                            + "with state(), or go on in future()");
        });
    }

    /** As nanoseconds; a time that is too long for that is as good as for ever. */
    private static long nanos(Duration timeout) {
        return timeout.getSeconds() > Integer.MAX_VALUE ? Long.MAX_VALUE : timeout.toNanos();
    }

    private <T> T await(CompletionStage<T> stage, Duration timeout) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        try {
            return future.get(nanos(timeout), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            future.cancel(false);
            throw new ResultTimeoutException(id, timeout);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof LovageException known
                    ? known
                    : new LovageException("The result of " + id + " can't be read: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            future.cancel(false);
            Thread.currentThread().interrupt();
            throw new LovageException("Interrupted while waiting for the result of " + id, e);
        }
    }
}
