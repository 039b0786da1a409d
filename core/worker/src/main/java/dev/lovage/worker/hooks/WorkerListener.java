package dev.lovage.worker.hooks;

import dev.lovage.messaging.Message;
import dev.lovage.worker.step.TaskCatalog.KnownTask;
import dev.lovage.worker.step.WorkerControl;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Hears of the life of a worker, in the worker's own process. What it throws is logged and changes nothing.
 *
 * <p>Several threads call it, two of them at once now and then:
 *
 * <ul>
 *   <li>What begins with {@code task} is told on a thread for listeners, one event after the other and some time after it happened.
 *       It may block: events wait meanwhile, up to 20,000 of them and 16 MiB of messages. A listener that can't keep up with more
 *       misses some, and the log says how many of what. When the worker stops, what waits has two seconds, then the thread is
 *       interrupted.
 *   <li>{@link #workerBeforeCreateProcess} is told on another one. It may block for five seconds in all listeners together; then the
 *       process is started all the same.
 *   <li>{@link #workerShuttingDown} is told on a thread of its own, one stage after the other. The stop does not wait for it, but for
 *       half a second at a hard one and a second at its end.
 *   <li>The others are told on the thread that starts and stops the worker, which waits for them for as long as they take. A cold stop
 *       does not interrupt them; a hard one ends the process.
 * </ul>
 *
 * <p>While it is called, the thread's context class loader is the one of its class.
 */
public interface WorkerListener {

    /** A worker is about to look at what it is made of. Celery's {@code celeryd_init}. */
    default void celerydInit(CelerydInit event) {}

    /** A worker knows its steps, and none has started. Celery's {@code celeryd_after_setup}. */
    default void celerydAfterSetup(CelerydAfterSetup event) {}

    /** A worker starts its steps. Celery's {@code worker_init}. */
    default void workerInit(WorkerInit event) {}

    /** A worker is going to start a child JVM, and waits for at most five seconds to hear back. Celery's {@code worker_before_create_process}. */
    default void workerBeforeCreateProcess(BeforeCreateProcess event) {}

    /** A worker takes tasks. Celery's {@code worker_ready}. */
    default void workerReady(WorkerReady event) {}

    /**
     * A worker begins to stop, or to stop sooner. Celery's {@code worker_shutting_down}.
     */
    default void workerShuttingDown(WorkerShuttingDown event) {}

    /** A worker has stopped its steps. Celery's {@code worker_shutdown}. */
    default void workerShutdown(WorkerShutdown event) {}

    /** A worker received a task that it can run. Celery's {@code task_received}. */
    default void taskReceived(TaskReceived event) {}

    /** A task will not be run, for its time had passed. Celery's {@code task_revoked}. */
    default void taskRevoked(TaskRevoked event) {}

    /** A worker received a task of a name that it does not know. Celery's {@code task_unknown}. */
    default void taskUnknown(TaskUnknown event) {}

    /** A worker received a message that is no task that it can read. Celery's {@code task_rejected}. */
    default void taskRejected(TaskRejected event) {}

    /**
     * A task failed without a word from the process that ran it: that was lost, or killed at a time limit. What a task throws is told
     * there, to a {@link dev.lovage.hooks.TaskListener}. Celery's {@code task_failure}.
     */
    default void taskFailure(TaskFailure event) {}

    /** A worker begins. */
    record CelerydInit(WorkerControl worker) {}

    /**
     * A worker knows its parts.
     *
     * @param steps the names of its steps, in the order they start; the consumer's own are not among them
     */
    record CelerydAfterSetup(WorkerControl worker, List<String> steps) {}

    /** A worker starts. */
    record WorkerInit(WorkerControl worker) {}

    /** A child JVM will be started. */
    record BeforeCreateProcess(WorkerControl worker) {}

    /**
     * A worker takes tasks.
     *
     * @param tasks those it can run
     */
    record WorkerReady(WorkerControl worker, List<KnownTask> tasks) {}

    /**
     * A worker stops.
     *
     * @param sig the signal that made it: {@code TERM}; empty when the program did
     * @param how {@code Warm}, {@code Soft}, {@code Cold} or {@code Hard}
     * @param exitCode what the program will exit with unless it comes to a later stage
     */
    record WorkerShuttingDown(WorkerControl worker, String sig, String how, int exitCode) {}

    /** A worker has stopped. */
    record WorkerShutdown(WorkerControl worker) {}

    /**
     * A call as the worker knows it: without its arguments.
     *
     * @param name of the task, as the message has it
     * @param retries how often it was tried before
     */
    record ReceivedTask(String id, String name, int retries, Optional<Instant> eta, Optional<Instant> expires) {}

    /** A task came in. */
    record TaskReceived(ReceivedTask task) {}

    /**
     * A task will not be run.
     *
     * @param expired whether its time had passed
     */
    record TaskRevoked(ReceivedTask task, boolean expired) {}

    /**
     * A task that the worker does not know.
     *
     * @param message as it came; it goes to {@code lovage.dead}
     * @param reason for people
     */
    record TaskUnknown(String id, String name, Message message, String reason) {}

    /**
     * A message that is no task.
     *
     * @param message as it came; it goes to {@code lovage.dead}
     * @param reason for people
     */
    record TaskRejected(Message message, String reason) {}

    /**
     * A task whose process could tell nothing.
     *
     * @param reason {@code Worker exited prematurely: …}
     */
    record TaskFailure(ReceivedTask task, String reason) {}
}
