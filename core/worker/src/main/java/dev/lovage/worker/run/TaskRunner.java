package dev.lovage.worker.run;

import dev.lovage.SoftTimeLimitExceeded;
import dev.lovage.TaskContext;
import dev.lovage.TaskDefinition;
import dev.lovage.binding.BadArgumentsException;
import dev.lovage.binding.UnencodableException;
import dev.lovage.hooks.RunningTask;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.codec.ContentDisallowedException;
import dev.lovage.messaging.codec.DecodeException;
import dev.lovage.messaging.codec.JsonSerializer;
import dev.lovage.messaging.codec.Serializers;
import dev.lovage.wire.ExceptionMeta;
import dev.lovage.wire.MalformedTaskException;
import dev.lovage.wire.TaskMessage;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Outcome.Cause;
import dev.lovage.worker.Request;
import dev.lovage.worker.TaskFields;
import dev.lovage.worker.app.Application;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs a request from its bytes to its outcome: decode, bind the arguments, call the task's method, encode what it returned. The
 * same in a thread and in a child JVM. Thread-safe; whatever the task throws becomes an outcome, nothing escapes.
 */
public final class TaskRunner implements AutoCloseable {

    private static final JsonSerializer JSON = new JsonSerializer();

    /** Hears what running tasks report of themselves, on their threads. */
    @FunctionalInterface
    public interface Reporter {

        /** A task reports a state of its own; {@code value} is JSON text. */
        void progress(long slot, String state, byte[] value);
    }

    private final Application application;
    private final Clock clock;
    private final long maxResultBytes;
    private final String hostname;
    private final Reporter reporter;
    private final Serializers serializers;
    private final Deadlines softLimits;
    private final TaskHooks hooks;
    private volatile boolean spent;

    /**
     * @param maxResultBytes the largest result, as JSON text
     * @param hostname the worker's node name, for tasks to ask
     */
    public TaskRunner(Application application, Clock clock, long maxResultBytes, String hostname, Reporter reporter) {
        this.application = application;
        this.clock = clock;
        this.maxResultBytes = maxResultBytes;
        this.hostname = hostname;
        this.reporter = reporter;
        this.serializers = application.serializers();
        this.softLimits = new Deadlines("lovage-soft-limits", clock);
        this.hooks = new TaskHooks(application.interceptors(), application.listeners(), this::note);
    }

    /** What users hooked into it. */
    public TaskHooks hooks() {
        return hooks;
    }

    /** Whether a task, or who listens, met an error of the virtual machine, after which the process should not be trusted with more. */
    public boolean isSpent() {
        return spent;
    }

    /** Runs a request on this thread. */
    public Outcome run(Request request) {
        long start = clock.nanoTime();
        try (TaskFields.Scope inside = TaskFields.enter(request.id(), request.task(), request.queue())) {
            TaskMessage message = TaskMessage.decode(request.message(), serializers);
            return runMessage(request, message, start);
        } catch (DecodeException | ContentDisallowedException | MalformedTaskException e) {
            return refused(Cause.UNDECODABLE, ExceptionMeta.of(e), start);
        } catch (Throwable e) {
            note(e);
            hooks.internalError(request.id(), request.task(), e);
            return refused(Cause.UNDECODABLE, ExceptionMeta.of(e), start);
        } finally {
            // An interrupt meant for this task must not hit the next one.
            Thread.interrupted();
        }
    }

    /** Ends what watches over soft limits; what still runs has none any more. */
    @Override
    public void close() {
        softLimits.close();
    }

    private Outcome runMessage(Request request, TaskMessage message, long start) {
        if (!message.embed().isEmpty()) {
            return refused(Cause.EXCEPTION, canvas(), start);
        }
        Optional<TaskDefinition> task = application.find(message.task());
        if (task.isEmpty()) {
            return refused(
                    Cause.UNREGISTERED,
                    new ExceptionMeta("NotRegistered", List.of(message.task()), "celery.exceptions"),
                    start);
        }
        ActiveRun run = new ActiveRun(
                request,
                message,
                application.app(),
                hostname,
                reporter,
                clock,
                () -> SoftLimit.start(request, softLimits, application.woven()));
        return call(task.get(), message, run, start);
    }

    private Outcome call(TaskDefinition task, TaskMessage message, ActiveRun run, long start) {
        if (hooks.isEmpty()) {
            return unhooked(task, message, run, start);
        }
        RunningTask running = new RunningTask(
                run.id(),
                run.task(),
                message.args(),
                message.kwargs(),
                run.retries(),
                run.queue(),
                hostname,
                run.headers());
        hooks.prerun(running);
        @Nullable Object data;
        try {
            data = hooks.around(running, TaskContext.of(run), now -> task.run(now.args(), now.kwargs(), run));
        } catch (Throwable e) {
            Throwable thrown = run.over(e);
            Outcome outcome = failed(thrown, run, start);
            hooks.ended(running, outcome, null, Optional.of(thrown));
            return outcome;
        }
        run.over();
        Outcome outcome = written(task, data, run, start);
        hooks.ended(running, outcome, data, Optional.empty());
        return outcome;
    }

    private Outcome unhooked(TaskDefinition task, TaskMessage message, ActiveRun run, long start) {
        @Nullable Object data;
        try {
            data = task.run(message.args(), message.kwargs(), run);
        } catch (Throwable e) {
            return failed(run.over(e), run, start);
        }
        run.over();
        return written(task, data, run, start);
    }

    private Outcome written(TaskDefinition task, @Nullable Object data, ActiveRun run, long start) {
        try {
            byte[] value = JSON.encode(data);
            if (value.length > maxResultBytes) {
                return refused(Cause.UNENCODABLE, tooLarge(task, value.length), run.children(), start);
            }
            return new Outcome.Succeeded(value, List.of(), run.children(), since(start));
        } catch (Throwable e) {
            note(e);
            return refused(Cause.UNENCODABLE, ExceptionMeta.of(e), run.children(), start);
        }
    }

    /** An exception from before the task's method began, from the method, or from writing what it returned. */
    private Outcome failed(Throwable thrown, ActiveRun run, long start) {
        if (!StackText.isFromTask(thrown)) {
            if (thrown instanceof BadArgumentsException) {
                return refused(Cause.BAD_ARGUMENTS, ExceptionMeta.of(thrown), start);
            }
            if (thrown instanceof UnencodableException) {
                return refused(Cause.UNENCODABLE, ExceptionMeta.of(thrown), run.children(), start);
            }
        }
        return threw(thrown, run, start);
    }

    private Outcome threw(Throwable thrown, ActiveRun run, long start) {
        note(thrown);
        String traceback = StackText.of(thrown);
        // As Celery stores it, so that its clients raise theirs.
        ExceptionMeta meta = thrown instanceof SoftTimeLimitExceeded
                ? new ExceptionMeta("SoftTimeLimitExceeded", List.of(), "billiard.exceptions")
                : new ExceptionMeta(
                        StackText.typeName(thrown),
                        messages(thrown),
                        thrown.getClass().getPackageName());
        return new Outcome.Failed(
                meta.encode(),
                StackText.summary(thrown),
                traceback,
                Cause.EXCEPTION,
                List.of(),
                run.children(),
                since(start));
    }

    private static List<@Nullable Object> messages(Throwable thrown) {
        String message = StackText.message(thrown);
        return message.isEmpty() ? List.of() : List.of(message);
    }

    /** A failure that is ours to tell and has no stack worth reading. */
    private Outcome refused(Cause cause, ExceptionMeta meta, long start) {
        return refused(cause, meta, List.of(), start);
    }

    private Outcome refused(Cause cause, ExceptionMeta meta, List<String> children, long start) {
        return new Outcome.Failed(
                meta.encode(), meta.summary(), meta.summary() + "\n", cause, List.of(), children, since(start));
    }

    private ExceptionMeta tooLarge(TaskDefinition task, int bytes) {
        return new ExceptionMeta(
                "ResultTooLargeException",
                List.of("The result of " + task.name() + " is " + bytes + " bytes of JSON; max_result_bytes allows "
                        + maxResultBytes + ". Store it elsewhere and return where it is, or raise max_result_bytes"),
                "dev.lovage.worker");
    }

    private static ExceptionMeta canvas() {
        return new ExceptionMeta(
                "UnsupportedOperationException",
                List.of(
                        "The message asks for something after the task (link, link_error, chain or chord). This version of "
                                + "Lovage does not support canvas yet, and did not run the task. Send it without, or to a Celery worker"),
                "java.lang");
    }

    private void note(Throwable thrown) {
        if (thrown instanceof VirtualMachineError) {
            spent = true;
        }
    }

    private Duration since(long start) {
        return Duration.ofNanos(clock.nanoTime() - start);
    }
}
