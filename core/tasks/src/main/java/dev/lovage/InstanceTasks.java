package dev.lovage;

import static dev.lovage.TaskReference.reference;

import org.jspecify.annotations.Nullable;

/** The overloads of {@code app.task(Mailer.class, Mailer::send)}: an instance method, or a method of a contract. */
abstract class InstanceTasks extends NamedTasks {

    public final <T, R extends @Nullable Object> Task0<R> task(Class<T> type, Task0.Method<T, R> method) {
        return new Task0<>(define(reference(method).on(type)));
    }

    public final <T> Task0<@Nullable Void> task(Class<T> type, Task0.VoidMethod<T> method) {
        return new Task0<>(define(reference(method).on(type)));
    }

    public final <T, R extends @Nullable Object> Task0<R> task(Class<T> type, Task0.ContextMethod<T, R> method) {
        return new Task0<>(define(reference(method).on(type)));
    }

    public final <T> Task0<@Nullable Void> task(Class<T> type, Task0.ContextVoidMethod<T> method) {
        return new Task0<>(define(reference(method).on(type)));
    }

    public final <T, A, R extends @Nullable Object> Task1<A, R> task(Class<T> type, Task1.Method<T, A, R> method) {
        return new Task1<>(define(reference(method).on(type)));
    }

    public final <T, A> Task1<A, @Nullable Void> task(Class<T> type, Task1.VoidMethod<T, A> method) {
        return new Task1<>(define(reference(method).on(type)));
    }

    public final <T, A, R extends @Nullable Object> Task1<A, R> task(
            Class<T> type, Task1.ContextMethod<T, A, R> method) {
        return new Task1<>(define(reference(method).on(type)));
    }

    public final <T, A> Task1<A, @Nullable Void> task(Class<T> type, Task1.ContextVoidMethod<T, A> method) {
        return new Task1<>(define(reference(method).on(type)));
    }

    public final <T, A, B, R extends @Nullable Object> Task2<A, B, R> task(
            Class<T> type, Task2.Method<T, A, B, R> method) {
        return new Task2<>(define(reference(method).on(type)));
    }

    public final <T, A, B> Task2<A, B, @Nullable Void> task(Class<T> type, Task2.VoidMethod<T, A, B> method) {
        return new Task2<>(define(reference(method).on(type)));
    }

    public final <T, A, B, R extends @Nullable Object> Task2<A, B, R> task(
            Class<T> type, Task2.ContextMethod<T, A, B, R> method) {
        return new Task2<>(define(reference(method).on(type)));
    }

    public final <T, A, B> Task2<A, B, @Nullable Void> task(Class<T> type, Task2.ContextVoidMethod<T, A, B> method) {
        return new Task2<>(define(reference(method).on(type)));
    }

    public final <T, A, B, C, R extends @Nullable Object> Task3<A, B, C, R> task(
            Class<T> type, Task3.Method<T, A, B, C, R> method) {
        return new Task3<>(define(reference(method).on(type)));
    }

    public final <T, A, B, C> Task3<A, B, C, @Nullable Void> task(Class<T> type, Task3.VoidMethod<T, A, B, C> method) {
        return new Task3<>(define(reference(method).on(type)));
    }

    public final <T, A, B, C, R extends @Nullable Object> Task3<A, B, C, R> task(
            Class<T> type, Task3.ContextMethod<T, A, B, C, R> method) {
        return new Task3<>(define(reference(method).on(type)));
    }

    public final <T, A, B, C> Task3<A, B, C, @Nullable Void> task(
            Class<T> type, Task3.ContextVoidMethod<T, A, B, C> method) {
        return new Task3<>(define(reference(method).on(type)));
    }

    public final <T, A, B, C, D, R extends @Nullable Object> Task4<A, B, C, D, R> task(
            Class<T> type, Task4.Method<T, A, B, C, D, R> method) {
        return new Task4<>(define(reference(method).on(type)));
    }

    public final <T, A, B, C, D> Task4<A, B, C, D, @Nullable Void> task(
            Class<T> type, Task4.VoidMethod<T, A, B, C, D> method) {
        return new Task4<>(define(reference(method).on(type)));
    }

    public final <T, A, B, C, D, R extends @Nullable Object> Task4<A, B, C, D, R> task(
            Class<T> type, Task4.ContextMethod<T, A, B, C, D, R> method) {
        return new Task4<>(define(reference(method).on(type)));
    }

    public final <T, A, B, C, D> Task4<A, B, C, D, @Nullable Void> task(
            Class<T> type, Task4.ContextVoidMethod<T, A, B, C, D> method) {
        return new Task4<>(define(reference(method).on(type)));
    }

    public final <T, A, B, C, D, E, R extends @Nullable Object> Task5<A, B, C, D, E, R> task(
            Class<T> type, Task5.Method<T, A, B, C, D, E, R> method) {
        return new Task5<>(define(reference(method).on(type)));
    }

    public final <T, A, B, C, D, E> Task5<A, B, C, D, E, @Nullable Void> task(
            Class<T> type, Task5.VoidMethod<T, A, B, C, D, E> method) {
        return new Task5<>(define(reference(method).on(type)));
    }

    public final <T, A, B, C, D, E, R extends @Nullable Object> Task5<A, B, C, D, E, R> task(
            Class<T> type, Task5.ContextMethod<T, A, B, C, D, E, R> method) {
        return new Task5<>(define(reference(method).on(type)));
    }

    public final <T, A, B, C, D, E> Task5<A, B, C, D, E, @Nullable Void> task(
            Class<T> type, Task5.ContextVoidMethod<T, A, B, C, D, E> method) {
        return new Task5<>(define(reference(method).on(type)));
    }

    public final <T, A, B, C, D, E, F, R extends @Nullable Object> Task6<A, B, C, D, E, F, R> task(
            Class<T> type, Task6.Method<T, A, B, C, D, E, F, R> method) {
        return new Task6<>(define(reference(method).on(type)));
    }

    public final <T, A, B, C, D, E, F> Task6<A, B, C, D, E, F, @Nullable Void> task(
            Class<T> type, Task6.VoidMethod<T, A, B, C, D, E, F> method) {
        return new Task6<>(define(reference(method).on(type)));
    }

    public final <T, A, B, C, D, E, F, R extends @Nullable Object> Task6<A, B, C, D, E, F, R> task(
            Class<T> type, Task6.ContextMethod<T, A, B, C, D, E, F, R> method) {
        return new Task6<>(define(reference(method).on(type)));
    }

    public final <T, A, B, C, D, E, F> Task6<A, B, C, D, E, F, @Nullable Void> task(
            Class<T> type, Task6.ContextVoidMethod<T, A, B, C, D, E, F> method) {
        return new Task6<>(define(reference(method).on(type)));
    }
}
