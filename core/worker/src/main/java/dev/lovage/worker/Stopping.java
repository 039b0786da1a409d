package dev.lovage.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far the stopping of a worker has come. Thread-safe. */
final class Stopping {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker");

    /** Threads of their own: whatever else a program's common pool is busy with, a stop must get on. */
    static final Executor THREADS = task -> {
        Thread thread = new Thread(task, "lovage-shutdown");
        thread.setDaemon(true);
        thread.start();
    };

    private final Duration softTimeout;
    private final List<CompletableFuture<Void>> reached = Stream.<CompletableFuture<Void>>generate(
                    CompletableFuture::new)
            .limit(Shutdown.values().length)
            .toList();
    private final List<Ear> ears = new ArrayList<>();
    private Ear first = new Ear(event -> {});
    private Optional<Shutdown> stage = Optional.empty();
    private boolean over;

    /** A worker that serves; {@code softTimeout} is how long the soft stage lasts. */
    Stopping(Duration softTimeout) {
        this.softTimeout = softTimeout;
    }

    /**
     * Tells somebody of each stage that the stopping comes to, one after the other, on a thread that is nobody else's: a listener
     * that does not return holds up neither the stopping nor other listeners. What it throws is logged. A stage that is left out
     * is not told.
     */
    synchronized void onStage(Consumer<ShuttingDown> listener) {
        ears.add(new Ear(listener));
    }

    /** The same for one who is told of each stage before all others are, and who does return. */
    synchronized void onStageFirst(Consumer<ShuttingDown> listener) {
        first = new Ear(listener);
    }

    /** Waits until all are told of the stages so far, at most that long; whether they are. */
    boolean awaitTold(Duration atMost) {
        return await(told(), atMost);
    }

    private synchronized CompletableFuture<Void> told() {
        return CompletableFuture.allOf(Stream.concat(Stream.of(first), ears.stream())
                .map(ear -> ear.told)
                .toArray(CompletableFuture[]::new));
    }

    /** Asks to finish and stop. */
    void ask() {
        enter(Shutdown.WARM, "");
    }

    /** Asks to stop without finishing. */
    void askNow() {
        enter(Shutdown.COLD, "");
    }

    /**
     * Goes on to a stage; false, and nothing happens, when it is that far or further already, or has stopped. A soft stage that lasts
     * no time is left out.
     */
    boolean enter(Shutdown wanted, String signal) {
        Shutdown how = wanted == Shutdown.SOFT && softTimeout.isZero() ? Shutdown.COLD : wanted;
        if (!advance(how, signal)) {
            return false;
        }
        if (how == Shutdown.SOFT) {
            CompletableFuture.delayedExecutor(softTimeout.toMillis(), TimeUnit.MILLISECONDS, THREADS)
                    .execute(() -> enter(Shutdown.COLD, ""));
        }
        return true;
    }

    /** The stage that it is in, or was when it had stopped; empty while the worker serves. */
    synchronized Optional<Shutdown> stage() {
        return stage;
    }

    /** The worker has stopped: there is no further stage. */
    synchronized void end() {
        over = true;
    }

    private synchronized boolean advance(Shutdown how, String signal) {
        if (over || !isBefore(stage, how)) {
            return false;
        }
        stage = Optional.of(how);
        reached.subList(0, how.ordinal() + 1).forEach(future -> future.complete(null));
        ShuttingDown event = new ShuttingDown(signal, how, how.exitCode());
        first.hear(event, CompletableFuture.completedFuture(null));
        ears.forEach(ear -> ear.hear(event, first.told));
        return true;
    }

    /** Whether the worker has stopped. */
    synchronized boolean isOver() {
        return over;
    }

    boolean asked() {
        return stage().isPresent();
    }

    /** Whether what runs is not waited for. */
    boolean cold() {
        return !isBefore(stage(), Shutdown.COLD);
    }

    /** Waits that long, or until the worker is asked to stop: then true. */
    boolean pause(Duration span) {
        return await(future(Shutdown.WARM), span);
    }

    void awaitAsked() {
        await(future(Shutdown.WARM));
    }

    /** Waits for something to be done, but no longer once the worker is not to wait. */
    void awaitUnlessCold(CompletionStage<?> stage) {
        await(CompletableFuture.anyOf(stage.toCompletableFuture(), future(Shutdown.COLD)));
    }

    /** Waits for something to be done, at most that long, and no longer once the worker is to stop so. */
    void awaitUnless(Shutdown how, CompletionStage<?> stage, Duration atMost) {
        await(CompletableFuture.anyOf(stage.toCompletableFuture(), future(how)), atMost);
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

    private CompletableFuture<Void> future(Shutdown how) {
        return reached.get(how.ordinal());
    }

    private static boolean isBefore(Optional<Shutdown> now, Shutdown how) {
        return now.isEmpty() || now.get().compareTo(how) < 0;
    }

    /** One who hears of the stages. Guarded by the stopping. */
    private static final class Ear {

        private final Consumer<ShuttingDown> listener;
        private CompletableFuture<Void> told = CompletableFuture.completedFuture(null);

        Ear(Consumer<ShuttingDown> listener) {
            this.listener = listener;
        }

        void hear(ShuttingDown event, CompletableFuture<Void> after) {
            told = told.runAfterBothAsync(after, () -> tell(event), THREADS);
        }

        private void tell(ShuttingDown event) {
            try {
                listener.accept(event);
            } catch (Throwable e) {
                LOG.error("A listener failed to hear of the {} shutdown: {}", event.how(), e, e);
            }
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
