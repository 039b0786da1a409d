package dev.lovage;

import dev.lovage.binding.Binder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a running task may ask of its run. A task gets it as its first parameter, which is no part of the message, or by
 * {@link #current}. Thread-safe; a task may hand it to threads of its own.
 */
public final class TaskContext {

    private static final ThreadLocal<@Nullable TaskContext> CURRENT = new ThreadLocal<>();

    private final Run run;

    private TaskContext(Run run) {
        this.run = run;
    }

    /** A context over a run; for workers. */
    public static TaskContext of(Run run) {
        return new TaskContext(run);
    }

    /**
     * The context of the task that runs on this thread.
     *
     * @throws IllegalStateException when none does
     */
    public static TaskContext current() {
        return running()
                .orElseThrow(() -> new IllegalStateException(
                        "No task runs on this thread. In a thread of your own, take the TaskContext "
                                + "along from the task's thread"));
    }

    /** The context of the task that runs on this thread, if one does. */
    public static Optional<TaskContext> running() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** Runs a body with this as the thread's {@link #current} context. */
    public <T extends @Nullable Object> T within(Callable<T> body) throws Exception {
        TaskContext outer = CURRENT.get();
        CURRENT.set(this);
        try {
            return body.call();
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        }
    }

    /** The id of this call. */
    public String id() {
        return run.id();
    }

    /** The name that the message called. */
    public String task() {
        return run.task();
    }

    /** The id of the call that all this began with. */
    public String rootId() {
        return run.rootId();
    }

    /** The id of the task that called this one. */
    public Optional<String> parentId() {
        return run.parentId();
    }

    /** How often it was tried before. */
    public int retries() {
        return run.retries();
    }

    /** The caller's own headers. */
    public Map<String, @Nullable Object> headers() {
        return run.headers();
    }

    /** The queue that the message came from. */
    public String queue() {
        return run.queue();
    }

    /** The node name of the worker. */
    public String hostname() {
        return run.hostname();
    }

    /** The app; calls made through it know this task as their parent. */
    public Lovage app() {
        run.checkTimeLimit(false);
        return run.app();
    }

    /** A logger named after the task. */
    public Logger log() {
        return LoggerFactory.getLogger(run.task());
    }

    /**
     * Throws {@link SoftTimeLimitExceeded} if the soft time limit was reached and the task did not get that yet. For loops where
     * nothing else would notice: {@link #progress}, {@link #update} and {@link #app} do the same, and in a child JVM each turn of a
     * loop in the task's own classes does. Only on the task's own thread; others may ask {@link #remaining}.
     */
    public void checkTimeLimit() {
        run.checkTimeLimit(true);
    }

    /**
     * The time left to the soft limit, and when that was reached or there is none, to the hard one; zero when that was reached too,
     * empty without limits.
     */
    public Optional<Duration> remaining() {
        return run.remaining();
    }

    /** Stores the state {@code PROGRESS} with {@code {"current": …, "total": …, "message": …}}. */
    public void progress(long current, long total, String message) {
        run.checkTimeLimit(false);
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("current", current);
        meta.put("total", total);
        meta.put("message", message);
        run.update("PROGRESS", meta);
    }

    /** Stores a state of the task's own, with what it has to say about it. */
    public void update(String state, @Nullable Object meta) {
        run.checkTimeLimit(false);
        run.update(state, Binder.shared().toData(meta));
    }

    /** Notes a call made by this task. */
    void called(String childId) {
        run.called(childId);
    }
}
