package dev.lovage;

import java.io.Serializable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The typed handle of a task of no argument: calls it elsewhere, or here. Immutable and thread-safe. */
public final class Task0<R extends @Nullable Object> extends TaskHandle<R> {

    Task0(TaskCore core) {
        super(core);
    }

    /** Sends a call and returns when the broker has it. See {@link Lovage} for what can go wrong. */
    public AsyncResult<R> delay() {
        return signatureOf().delay();
    }

    /** Sends a call with options: {@code o -> o.queue("slow").priority(3)}. */
    public AsyncResult<R> applyAsync(UnaryOperator<CallOptions> options) {
        return signatureOf().applyAsync(options);
    }

    /** Runs the task here and now, as a plain method call; no message, no result stored. */
    public R call() {
        return callHere();
    }

    /** The call as a value, to be sent later or with others by {@link Lovage#sendAll}. */
    public Signature<R> s() {
        return signatureOf();
    }

    /** This handle with options for every call made through it. */
    public Task0<R> with(UnaryOperator<CallOptions> options) {
        return new Task0<>(core().with(options));
    }

    /** A static method or lambda with a result. */
    @FunctionalInterface
    public interface Body<R extends @Nullable Object> extends Serializable {
        R apply() throws Exception;
    }

    /** A static method or lambda without a result. */
    @FunctionalInterface
    public interface VoidBody extends Serializable {
        void apply() throws Exception;
    }

    /** A static method that takes the context first. */
    @FunctionalInterface
    public interface ContextBody<R extends @Nullable Object> extends Serializable {
        R apply(TaskContext context) throws Exception;
    }

    /** A static method that takes the context first, without a result. */
    @FunctionalInterface
    public interface ContextVoidBody extends Serializable {
        void apply(TaskContext context) throws Exception;
    }

    /** An instance method with a result. */
    @FunctionalInterface
    public interface Method<T, R extends @Nullable Object> extends Serializable {
        R apply(T instance) throws Exception;
    }

    /** An instance method without a result. */
    @FunctionalInterface
    public interface VoidMethod<T> extends Serializable {
        void apply(T instance) throws Exception;
    }

    /** An instance method that takes the context first. */
    @FunctionalInterface
    public interface ContextMethod<T, R extends @Nullable Object> extends Serializable {
        R apply(T instance, TaskContext context) throws Exception;
    }

    /** An instance method that takes the context first, without a result. */
    @FunctionalInterface
    public interface ContextVoidMethod<T> extends Serializable {
        void apply(T instance, TaskContext context) throws Exception;
    }
}
