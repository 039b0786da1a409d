package dev.lovage.worker.run;

import dev.lovage.TaskContext;
import dev.lovage.hooks.RunningTask;
import dev.lovage.hooks.TaskInterceptor;
import dev.lovage.hooks.TaskListener;
import dev.lovage.hooks.TaskListener.Failure;
import dev.lovage.hooks.TaskListener.InternalError;
import dev.lovage.hooks.TaskListener.Postrun;
import dev.lovage.hooks.TaskListener.Prerun;
import dev.lovage.hooks.TaskListener.ProcessInit;
import dev.lovage.hooks.TaskListener.ProcessShutdown;
import dev.lovage.hooks.TaskListener.Success;
import dev.lovage.worker.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What users put around the running of tasks, and whom they told to hear of it. Thread-safe. */
public final class TaskHooks {

    private static final Logger log = LoggerFactory.getLogger("lovage.hooks");

    private final List<TaskInterceptor> interceptors;
    private final List<TaskListener> listeners;
    private final Consumer<Throwable> thrown;

    /**
     * These, the outermost interceptor first.
     *
     * @param thrown hears what listeners throw, on the thread they throw it
     */
    TaskHooks(List<TaskInterceptor> interceptors, List<TaskListener> listeners, Consumer<Throwable> thrown) {
        this.interceptors = List.copyOf(interceptors);
        this.listeners = List.copyOf(listeners);
        this.thrown = thrown;
    }

    boolean isEmpty() {
        return interceptors.isEmpty() && listeners.isEmpty();
    }

    /** What runs a task with these arguments. */
    @FunctionalInterface
    interface Body {
        @Nullable
        Object run(RunningTask task) throws Throwable;
    }

    /** Runs a task within all interceptors, in its context. */
    @Nullable
    Object around(RunningTask task, TaskContext context, Body body) throws Throwable {
        if (interceptors.isEmpty()) {
            return body.run(task);
        }
        Thrown thrown = new Thrown();
        Object result = context.within(() -> {
            try {
                return from(0, body).proceed(task);
            } catch (Throwable e) {
                thrown.it = e;
                return null;
            }
        });
        if (thrown.it != null) {
            throw thrown.it;
        }
        return result;
    }

    /** Carries any throwable through a {@link java.util.concurrent.Callable}. */
    private static final class Thrown {
        private @Nullable Throwable it;
    }

    private TaskInterceptor.Chain from(int index, Body body) {
        if (index == interceptors.size()) {
            return body::run;
        }
        TaskInterceptor interceptor = interceptors.get(index);
        TaskInterceptor.Chain rest = from(index + 1, body);
        return task -> {
            AtomicBoolean handedOn = new AtomicBoolean();
            return interceptor.around(task, next -> {
                if (!handedOn.compareAndSet(false, true)) {
                    throw new IllegalStateException("The task interceptor "
                            + interceptor.getClass().getName() + " called proceed twice; a task runs once");
                }
                return rest.proceed(next);
            });
        };
    }

    void prerun(RunningTask task) {
        tell(task.name(), task.id(), listener -> listener.taskPrerun(new Prerun(task)));
    }

    /** Tells how a run ended. */
    void ended(RunningTask task, Outcome outcome, @Nullable Object result, Optional<Throwable> thrown) {
        if (listeners.isEmpty()) {
            return;
        }
        if (outcome instanceof Outcome.Succeeded) {
            Success success = new Success(task, result, outcome.runtime());
            tell(task.name(), task.id(), listener -> listener.taskSuccess(success));
            postrun(new Postrun(task, "SUCCESS", result));
        } else if (outcome instanceof Outcome.Failed failed) {
            Failure failure = new Failure(task, thrown, failed.summary(), outcome.runtime());
            tell(task.name(), task.id(), listener -> listener.taskFailure(failure));
            postrun(new Postrun(task, "FAILURE", null));
        }
    }

    void internalError(String id, String name, Throwable thrown) {
        tell(name, id, listener -> listener.taskInternalError(new InternalError(id, name, thrown)));
    }

    /** A child JVM begins. */
    public void processInit(String hostname) {
        ProcessInit event = new ProcessInit(hostname, ProcessHandle.current().pid());
        tell("the process", hostname, listener -> listener.workerProcessInit(event));
    }

    /** A child JVM ends in good order. */
    public void processShutdown(String hostname, int exitCode) {
        ProcessShutdown event =
                new ProcessShutdown(hostname, ProcessHandle.current().pid(), exitCode);
        tell("the process", hostname, listener -> listener.workerProcessShutdown(event));
    }

    private void postrun(Postrun event) {
        tell(event.task().name(), event.task().id(), listener -> listener.taskPostrun(event));
    }

    /** Whatever a listener throws, the task it was to hear of is as good or bad as before. */
    private void tell(String what, String id, Consumer<TaskListener> event) {
        for (TaskListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (Throwable e) {
                thrown.accept(e);
                say(listener, what, id, e);
            }
        }
    }

    private void say(TaskListener listener, String what, String id, Throwable why) {
        try {
            log.error(
                    "The listener {} failed to hear of {}[{}]: {}",
                    listener.getClass().getName(),
                    what,
                    id,
                    why,
                    why);
        } catch (Throwable e) {
            // Without memory, say, there may be none for a line of the log either.
            thrown.accept(e);
        }
    }
}
