package dev.lovage;

import java.io.Serializable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The typed handle of a task of one argument: calls it elsewhere, or here. Immutable and thread-safe. */
public final class Task1<A, R extends @Nullable Object> extends TaskHandle<R> {

    Task1(TaskCore core) {
        super(core);
    }

    /** Sends a call and returns when the broker has it. See {@link Lovage} for what can go wrong. */
    public AsyncResult<R> delay(A a) {
        return signatureOf(a).delay();
    }

    /** Sends a call with options: {@code o -> o.queue("slow").priority(3)}. */
    public AsyncResult<R> applyAsync(A a, UnaryOperator<CallOptions> options) {
        return signatureOf(a).applyAsync(options);
    }

    /** Runs the task here and now, as a plain method call; no message, no result stored. */
    public R call(A a) {
        return callHere(a);
    }

    /** The call as a value, to be sent later or with others by {@link Lovage#sendAll}. */
    public Signature<R> s(A a) {
        return signatureOf(a);
    }

    /** This handle with options for every call made through it. */
    public Task1<A, R> with(UnaryOperator<CallOptions> options) {
        return new Task1<>(core().with(options));
    }

    /** A static method or lambda with a result. */
    @FunctionalInterface
    public interface Body<A, R extends @Nullable Object> extends Serializable {
        R apply(A a) throws Exception;
    }

    /** A static method or lambda without a result. */
    @FunctionalInterface
    public interface VoidBody<A> extends Serializable {
        void apply(A a) throws Exception;
    }

    /** A static method that takes the context first. */
    @FunctionalInterface
    public interface ContextBody<A, R extends @Nullable Object> extends Serializable {
        R apply(TaskContext context, A a) throws Exception;
    }

    /** A static method that takes the context first, without a result. */
    @FunctionalInterface
    public interface ContextVoidBody<A> extends Serializable {
        void apply(TaskContext context, A a) throws Exception;
    }

    /** An instance method with a result. */
    @FunctionalInterface
    public interface Method<T, A, R extends @Nullable Object> extends Serializable {
        R apply(T instance, A a) throws Exception;
    }

    /** An instance method without a result. */
    @FunctionalInterface
    public interface VoidMethod<T, A> extends Serializable {
        void apply(T instance, A a) throws Exception;
    }

    /** An instance method that takes the context first. */
    @FunctionalInterface
    public interface ContextMethod<T, A, R extends @Nullable Object> extends Serializable {
        R apply(T instance, TaskContext context, A a) throws Exception;
    }

    /** An instance method that takes the context first, without a result. */
    @FunctionalInterface
    public interface ContextVoidMethod<T, A> extends Serializable {
        void apply(T instance, TaskContext context, A a) throws Exception;
    }
}
