package dev.lovage;

import static dev.lovage.TaskReference.reference;

import org.jspecify.annotations.Nullable;

/** The overloads of {@code app.task("tasks.add", Maths::add)}: a static method or lambda under a given name. */
abstract class NamedTasks extends AnnotatedTasks {

    public final <R extends @Nullable Object> Task0<R> task(String name, Task0.Body<R> body) {
        return new Task0<>(define(reference(body).named(name)));
    }

    public final Task0<@Nullable Void> task(String name, Task0.VoidBody body) {
        return new Task0<>(define(reference(body).named(name)));
    }

    public final <R extends @Nullable Object> Task0<R> task(String name, Task0.ContextBody<R> body) {
        return new Task0<>(define(reference(body).named(name)));
    }

    public final Task0<@Nullable Void> task(String name, Task0.ContextVoidBody body) {
        return new Task0<>(define(reference(body).named(name)));
    }

    public final <A, R extends @Nullable Object> Task1<A, R> task(String name, Task1.Body<A, R> body) {
        return new Task1<>(define(reference(body).named(name)));
    }

    public final <A> Task1<A, @Nullable Void> task(String name, Task1.VoidBody<A> body) {
        return new Task1<>(define(reference(body).named(name)));
    }

    public final <A, R extends @Nullable Object> Task1<A, R> task(String name, Task1.ContextBody<A, R> body) {
        return new Task1<>(define(reference(body).named(name)));
    }

    public final <A> Task1<A, @Nullable Void> task(String name, Task1.ContextVoidBody<A> body) {
        return new Task1<>(define(reference(body).named(name)));
    }

    public final <A, B, R extends @Nullable Object> Task2<A, B, R> task(String name, Task2.Body<A, B, R> body) {
        return new Task2<>(define(reference(body).named(name)));
    }

    public final <A, B> Task2<A, B, @Nullable Void> task(String name, Task2.VoidBody<A, B> body) {
        return new Task2<>(define(reference(body).named(name)));
    }

    public final <A, B, R extends @Nullable Object> Task2<A, B, R> task(String name, Task2.ContextBody<A, B, R> body) {
        return new Task2<>(define(reference(body).named(name)));
    }

    public final <A, B> Task2<A, B, @Nullable Void> task(String name, Task2.ContextVoidBody<A, B> body) {
        return new Task2<>(define(reference(body).named(name)));
    }

    public final <A, B, C, R extends @Nullable Object> Task3<A, B, C, R> task(
            String name, Task3.Body<A, B, C, R> body) {
        return new Task3<>(define(reference(body).named(name)));
    }

    public final <A, B, C> Task3<A, B, C, @Nullable Void> task(String name, Task3.VoidBody<A, B, C> body) {
        return new Task3<>(define(reference(body).named(name)));
    }

    public final <A, B, C, R extends @Nullable Object> Task3<A, B, C, R> task(
            String name, Task3.ContextBody<A, B, C, R> body) {
        return new Task3<>(define(reference(body).named(name)));
    }

    public final <A, B, C> Task3<A, B, C, @Nullable Void> task(String name, Task3.ContextVoidBody<A, B, C> body) {
        return new Task3<>(define(reference(body).named(name)));
    }

    public final <A, B, C, D, R extends @Nullable Object> Task4<A, B, C, D, R> task(
            String name, Task4.Body<A, B, C, D, R> body) {
        return new Task4<>(define(reference(body).named(name)));
    }

    public final <A, B, C, D> Task4<A, B, C, D, @Nullable Void> task(String name, Task4.VoidBody<A, B, C, D> body) {
        return new Task4<>(define(reference(body).named(name)));
    }

    public final <A, B, C, D, R extends @Nullable Object> Task4<A, B, C, D, R> task(
            String name, Task4.ContextBody<A, B, C, D, R> body) {
        return new Task4<>(define(reference(body).named(name)));
    }

    public final <A, B, C, D> Task4<A, B, C, D, @Nullable Void> task(
            String name, Task4.ContextVoidBody<A, B, C, D> body) {
        return new Task4<>(define(reference(body).named(name)));
    }

    public final <A, B, C, D, E, R extends @Nullable Object> Task5<A, B, C, D, E, R> task(
            String name, Task5.Body<A, B, C, D, E, R> body) {
        return new Task5<>(define(reference(body).named(name)));
    }

    public final <A, B, C, D, E> Task5<A, B, C, D, E, @Nullable Void> task(
            String name, Task5.VoidBody<A, B, C, D, E> body) {
        return new Task5<>(define(reference(body).named(name)));
    }

    public final <A, B, C, D, E, R extends @Nullable Object> Task5<A, B, C, D, E, R> task(
            String name, Task5.ContextBody<A, B, C, D, E, R> body) {
        return new Task5<>(define(reference(body).named(name)));
    }

    public final <A, B, C, D, E> Task5<A, B, C, D, E, @Nullable Void> task(
            String name, Task5.ContextVoidBody<A, B, C, D, E> body) {
        return new Task5<>(define(reference(body).named(name)));
    }

    public final <A, B, C, D, E, F, R extends @Nullable Object> Task6<A, B, C, D, E, F, R> task(
            String name, Task6.Body<A, B, C, D, E, F, R> body) {
        return new Task6<>(define(reference(body).named(name)));
    }

    public final <A, B, C, D, E, F> Task6<A, B, C, D, E, F, @Nullable Void> task(
            String name, Task6.VoidBody<A, B, C, D, E, F> body) {
        return new Task6<>(define(reference(body).named(name)));
    }

    public final <A, B, C, D, E, F, R extends @Nullable Object> Task6<A, B, C, D, E, F, R> task(
            String name, Task6.ContextBody<A, B, C, D, E, F, R> body) {
        return new Task6<>(define(reference(body).named(name)));
    }

    public final <A, B, C, D, E, F> Task6<A, B, C, D, E, F, @Nullable Void> task(
            String name, Task6.ContextVoidBody<A, B, C, D, E, F> body) {
        return new Task6<>(define(reference(body).named(name)));
    }
}
