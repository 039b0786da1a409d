package dev.lovage;

import java.io.Serializable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The typed handle of a task of two arguments: calls it elsewhere, or here. Immutable and thread-safe. */
public final class Task2<A, B, R extends @Nullable Object> extends TaskHandle<R> {

    Task2(TaskCore core) {
        super(core);
    }

    /** Sends a call and returns when the broker has it. See {@link Lovage} for what can go wrong. */
    public AsyncResult<R> delay(A a, B b) {
        return signatureOf(a, b).delay();
    }

    /** Sends a call with options: {@code o -> o.queue("slow").priority(3)}. */
    public AsyncResult<R> applyAsync(A a, B b, UnaryOperator<CallOptions> options) {
        return signatureOf(a, b).applyAsync(options);
    }

    /** Runs the task here and now, as a plain method call; no message, no result stored. */
    public R call(A a, B b) {
        return callHere(a, b);
    }

    /** The call as a value, to be sent later or with others by {@link Lovage#sendAll}. */
    public Signature<R> s(A a, B b) {
        return signatureOf(a, b);
    }

    /** This handle with options for every call made through it. */
    public Task2<A, B, R> with(UnaryOperator<CallOptions> options) {
        return new Task2<>(core().with(options));
    }

    /** A static method or lambda with a result. */
    @FunctionalInterface
    public interface Body<A, B, R extends @Nullable Object> extends Serializable {
        R apply(A a, B b) throws Exception;
    }

    /** A static method or lambda without a result. */
    @FunctionalInterface
    public interface VoidBody<A, B> extends Serializable {
        void apply(A a, B b) throws Exception;
    }

    /** A static method that takes the context first. */
    @FunctionalInterface
    public interface ContextBody<A, B, R extends @Nullable Object> extends Serializable {
        R apply(TaskContext context, A a, B b) throws Exception;
    }

    /** A static method that takes the context first, without a result. */
    @FunctionalInterface
    public interface ContextVoidBody<A, B> extends Serializable {
        void apply(TaskContext context, A a, B b) throws Exception;
    }

    /** An instance method with a result. */
    @FunctionalInterface
    public interface Method<T, A, B, R extends @Nullable Object> extends Serializable {
        R apply(T instance, A a, B b) throws Exception;
    }

    /** An instance method without a result. */
    @FunctionalInterface
    public interface VoidMethod<T, A, B> extends Serializable {
        void apply(T instance, A a, B b) throws Exception;
    }

    /** An instance method that takes the context first. */
    @FunctionalInterface
    public interface ContextMethod<T, A, B, R extends @Nullable Object> extends Serializable {
        R apply(T instance, TaskContext context, A a, B b) throws Exception;
    }

    /** An instance method that takes the context first, without a result. */
    @FunctionalInterface
    public interface ContextVoidMethod<T, A, B> extends Serializable {
        void apply(T instance, TaskContext context, A a, B b) throws Exception;
    }
}
