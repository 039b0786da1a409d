package dev.lovage;

import static dev.lovage.TaskReference.reference;

import org.jspecify.annotations.Nullable;

/**
 * The overloads of {@code app.task(Maths::add)}: a static method that says its name itself, by {@link Task} or by its
 * place.
 */
abstract class AnnotatedTasks {

    /** Makes a definition of what was referred to, and keeps it. */
    abstract TaskCore define(TaskReference reference);

    public final <R extends @Nullable Object> Task0<R> task(Task0.Body<R> body) {
        return new Task0<>(define(reference(body)));
    }

    public final Task0<@Nullable Void> task(Task0.VoidBody body) {
        return new Task0<>(define(reference(body)));
    }

    public final <R extends @Nullable Object> Task0<R> task(Task0.ContextBody<R> body) {
        return new Task0<>(define(reference(body)));
    }

    public final Task0<@Nullable Void> task(Task0.ContextVoidBody body) {
        return new Task0<>(define(reference(body)));
    }

    public final <A, R extends @Nullable Object> Task1<A, R> task(Task1.Body<A, R> body) {
        return new Task1<>(define(reference(body)));
    }

    public final <A> Task1<A, @Nullable Void> task(Task1.VoidBody<A> body) {
        return new Task1<>(define(reference(body)));
    }

    public final <A, R extends @Nullable Object> Task1<A, R> task(Task1.ContextBody<A, R> body) {
        return new Task1<>(define(reference(body)));
    }

    public final <A> Task1<A, @Nullable Void> task(Task1.ContextVoidBody<A> body) {
        return new Task1<>(define(reference(body)));
    }

    public final <A, B, R extends @Nullable Object> Task2<A, B, R> task(Task2.Body<A, B, R> body) {
        return new Task2<>(define(reference(body)));
    }

    public final <A, B> Task2<A, B, @Nullable Void> task(Task2.VoidBody<A, B> body) {
        return new Task2<>(define(reference(body)));
    }

    public final <A, B, R extends @Nullable Object> Task2<A, B, R> task(Task2.ContextBody<A, B, R> body) {
        return new Task2<>(define(reference(body)));
    }

    public final <A, B> Task2<A, B, @Nullable Void> task(Task2.ContextVoidBody<A, B> body) {
        return new Task2<>(define(reference(body)));
    }

    public final <A, B, C, R extends @Nullable Object> Task3<A, B, C, R> task(Task3.Body<A, B, C, R> body) {
        return new Task3<>(define(reference(body)));
    }

    public final <A, B, C> Task3<A, B, C, @Nullable Void> task(Task3.VoidBody<A, B, C> body) {
        return new Task3<>(define(reference(body)));
    }

    public final <A, B, C, R extends @Nullable Object> Task3<A, B, C, R> task(Task3.ContextBody<A, B, C, R> body) {
        return new Task3<>(define(reference(body)));
    }

    public final <A, B, C> Task3<A, B, C, @Nullable Void> task(Task3.ContextVoidBody<A, B, C> body) {
        return new Task3<>(define(reference(body)));
    }

    public final <A, B, C, D, R extends @Nullable Object> Task4<A, B, C, D, R> task(Task4.Body<A, B, C, D, R> body) {
        return new Task4<>(define(reference(body)));
    }

    public final <A, B, C, D> Task4<A, B, C, D, @Nullable Void> task(Task4.VoidBody<A, B, C, D> body) {
        return new Task4<>(define(reference(body)));
    }

    public final <A, B, C, D, R extends @Nullable Object> Task4<A, B, C, D, R> task(
            Task4.ContextBody<A, B, C, D, R> body) {
        return new Task4<>(define(reference(body)));
    }

    public final <A, B, C, D> Task4<A, B, C, D, @Nullable Void> task(Task4.ContextVoidBody<A, B, C, D> body) {
        return new Task4<>(define(reference(body)));
    }

    public final <A, B, C, D, E, R extends @Nullable Object> Task5<A, B, C, D, E, R> task(
            Task5.Body<A, B, C, D, E, R> body) {
        return new Task5<>(define(reference(body)));
    }

    public final <A, B, C, D, E> Task5<A, B, C, D, E, @Nullable Void> task(Task5.VoidBody<A, B, C, D, E> body) {
        return new Task5<>(define(reference(body)));
    }

    public final <A, B, C, D, E, R extends @Nullable Object> Task5<A, B, C, D, E, R> task(
            Task5.ContextBody<A, B, C, D, E, R> body) {
        return new Task5<>(define(reference(body)));
    }

    public final <A, B, C, D, E> Task5<A, B, C, D, E, @Nullable Void> task(Task5.ContextVoidBody<A, B, C, D, E> body) {
        return new Task5<>(define(reference(body)));
    }

    public final <A, B, C, D, E, F, R extends @Nullable Object> Task6<A, B, C, D, E, F, R> task(
            Task6.Body<A, B, C, D, E, F, R> body) {
        return new Task6<>(define(reference(body)));
    }

    public final <A, B, C, D, E, F> Task6<A, B, C, D, E, F, @Nullable Void> task(
            Task6.VoidBody<A, B, C, D, E, F> body) {
        return new Task6<>(define(reference(body)));
    }

    public final <A, B, C, D, E, F, R extends @Nullable Object> Task6<A, B, C, D, E, F, R> task(
            Task6.ContextBody<A, B, C, D, E, F, R> body) {
        return new Task6<>(define(reference(body)));
    }

    public final <A, B, C, D, E, F> Task6<A, B, C, D, E, F, @Nullable Void> task(
            Task6.ContextVoidBody<A, B, C, D, E, F> body) {
        return new Task6<>(define(reference(body)));
    }
}
