package dev.lovage.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Does asynchronous things over and over until they succeed, with back-off, for as long as they are wanted. Belongs to the
 * loop; what is done may complete on any thread.
 */
final class Persistence {

    /** One thing to be done. */
    interface Attempt {

        CompletionStage<Void> start();

        /** Whether it is still wanted; when not, it ends without being done. */
        boolean wanted();

        /** It is done. */
        void done();

        /** It failed, for the n-th time; it is tried again. */
        void failed(int times, Throwable why);
    }

    private final WorkerLoop loop;
    private final Backoff backoff;

    Persistence(WorkerLoop loop, Backoff backoff) {
        this.loop = loop;
        this.backoff = backoff;
    }

    void run(Attempt attempt) {
        run(attempt, 1);
    }

    private void run(Attempt attempt, int number) {
        if (!attempt.wanted()) {
            return;
        }
        guarded(attempt::start)
                .whenComplete((nothing, failure) -> loop.execute(() -> {
                    if (!attempt.wanted()) {
                        return;
                    }
                    if (failure == null) {
                        attempt.done();
                        return;
                    }
                    attempt.failed(number, cause(failure));
                    loop.after(backoff.before(number), () -> run(attempt, number + 1));
                }));
    }

    /** A stage for what may also throw. */
    static CompletionStage<Void> guarded(Supplier<CompletionStage<Void>> action) {
        try {
            return action.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
