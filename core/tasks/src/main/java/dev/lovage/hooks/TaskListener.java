package dev.lovage.hooks;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hears of tasks in the process that runs them: a child JVM, or the worker itself with a pool of threads. What it throws is logged
 * and changes nothing. Called on the task's thread, which it keeps from the next task; several threads at once in a pool of
 * threads.
 */
public interface TaskListener {

    /** A task is about to run. Celery's {@code task_prerun}. */
    default void taskPrerun(Prerun event) {}

    /** A task has run, well or not; after {@link #taskSuccess} or {@link #taskFailure}. Celery's {@code task_postrun}. */
    default void taskPostrun(Postrun event) {}

    /** A task returned. Celery's {@code task_success}. */
    default void taskSuccess(Success event) {}

    /** A task threw, or its result can't be stored. Celery's {@code task_failure}. */
    default void taskFailure(Failure event) {}

    /** Lovage itself failed to run a task. Celery's {@code task_internal_error}. */
    default void taskInternalError(InternalError event) {}

    /** A child JVM has loaded the application and is about to say that it is ready. Celery's {@code worker_process_init}. */
    default void workerProcessInit(ProcessInit event) {}

    /**
     * A child JVM ends in good order; one that is killed has no time to tell. Celery's {@code worker_process_shutdown}.
     */
    default void workerProcessShutdown(ProcessShutdown event) {}

    /** A task is about to run. */
    record Prerun(RunningTask task) {}

    /**
     * A task has run.
     *
     * @param state {@code SUCCESS} or {@code FAILURE}
     * @param result plain data; null when it failed
     */
    record Postrun(RunningTask task, String state, @Nullable Object result) {}

    /**
     * A task returned.
     *
     * @param result plain data
     */
    record Success(RunningTask task, @Nullable Object result, Duration runtime) {}

    /**
     * A task failed.
     *
     * @param exception what it threw; empty when what it returned can't be stored
     * @param summary one line: {@code IllegalStateException: no such customer}
     */
    record Failure(RunningTask task, Optional<Throwable> exception, String summary, Duration runtime) {}

    /**
     * Lovage failed to run a task.
     *
     * @param id of the call
     * @param name of the task
     */
    record InternalError(String id, String name, Throwable exception) {}

    /**
     * A child JVM begins.
     *
     * @param hostname the node name of its worker
     */
    record ProcessInit(String hostname, long pid) {}

    /** A child JVM ends. */
    record ProcessShutdown(String hostname, long pid, int exitCode) {}
}
