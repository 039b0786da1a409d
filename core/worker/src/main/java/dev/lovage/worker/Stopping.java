package dev.lovage.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a worker was asked to: to stop, and not to wait for what runs. Thread-safe. */
final class Stopping {

    private final CompletableFuture<Void> asked = new CompletableFuture<>();
    private final CompletableFuture<Void> now = new CompletableFuture<>();

    /** Asks to finish and stop; false when that was asked before. */
    boolean ask() {
        return asked.complete(null);
    }

    /** Asks to stop without finishing. */
    void askNow() {
        asked.complete(null);
        now.complete(null);
    }

    boolean asked() {
        return asked.isDone();
    }

    boolean cold() {
        return now.isDone();
    }

    /** Waits that long, or until the worker is asked to stop: then true. */
    boolean pause(Duration span) {
        return await(asked, span);
    }

    void awaitAsked() {
        await(asked);
    }

    /** Waits for something to be done, but no longer once the worker is not to wait. */
    void awaitUnlessCold(CompletionStage<Void> stage) {
        await(CompletableFuture.anyOf(stage.toCompletableFuture(), now));
    }

    /** Waits for something, at most that long; whether it was done. */
    static boolean await(CompletionStage<?> stage, Duration atMost) {
        try {
            stage.toCompletableFuture().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void await(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().get();
        } catch (ExecutionException e) {
            return; // It is over, one way or the other.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
