package dev.lovage;

import java.io.Serializable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The typed handle of a task of three arguments: calls it elsewhere, or here. Immutable and thread-safe. */
public final class Task3<A, B, C, R extends @Nullable Object> extends TaskHandle<R> {

    Task3(TaskCore core) {
        super(core);
    }

    /** Sends a call and returns when the broker has it. See {@link Lovage} for what can go wrong. */
    public AsyncResult<R> delay(A a, B b, C c) {
        return signatureOf(a, b, c).delay();
    }

    /** Sends a call with options: {@code o -> o.queue("slow").priority(3)}. */
    public AsyncResult<R> applyAsync(A a, B b, C c, UnaryOperator<CallOptions> options) {
        return signatureOf(a, b, c).applyAsync(options);
    }

    /** Runs the task here and now, as a plain method call; no message, no result stored. */
    public R call(A a, B b, C c) {
        return callHere(a, b, c);
    }

    /** The call as a value, to be sent later or with others by {@link Lovage#sendAll}. */
    public Signature<R> s(A a, B b, C c) {
        return signatureOf(a, b, c);
    }

    /** This handle with options for every call made through it. */
    public Task3<A, B, C, R> with(UnaryOperator<CallOptions> options) {
        return new Task3<>(core().with(options));
    }

    /** A static method or lambda with a result. */
    @FunctionalInterface
    public interface Body<A, B, C, R extends @Nullable Object> extends Serializable {
        R apply(A a, B b, C c) throws Exception;
    }

    /** A static method or lambda without a result. */
    @FunctionalInterface
    public interface VoidBody<A, B, C> extends Serializable {
        void apply(A a, B b, C c) throws Exception;
    }

    /** A static method that takes the context first. */
    @FunctionalInterface
    public interface ContextBody<A, B, C, R extends @Nullable Object> extends Serializable {
        R apply(TaskContext context, A a, B b, C c) throws Exception;
    }

    /** A static method that takes the context first, without a result. */
    @FunctionalInterface
    public interface ContextVoidBody<A, B, C> extends Serializable {
        void apply(TaskContext context, A a, B b, C c) throws Exception;
    }

    /** An instance method with a result. */
    @FunctionalInterface
    public interface Method<T, A, B, C, R extends @Nullable Object> extends Serializable {
        R apply(T instance, A a, B b, C c) throws Exception;
    }

    /** An instance method without a result. */
    @FunctionalInterface
    public interface VoidMethod<T, A, B, C> extends Serializable {
        void apply(T instance, A a, B b, C c) throws Exception;
    }

    /** An instance method that takes the context first. */
    @FunctionalInterface
    public interface ContextMethod<T, A, B, C, R extends @Nullable Object> extends Serializable {
        R apply(T instance, TaskContext context, A a, B b, C c) throws Exception;
    }

    /** An instance method that takes the context first, without a result. */
    @FunctionalInterface
    public interface ContextVoidMethod<T, A, B, C> extends Serializable {
        void apply(T instance, TaskContext context, A a, B b, C c) throws Exception;
    }
}
