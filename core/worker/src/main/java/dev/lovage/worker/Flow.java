package dev.lovage.worker;

import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.Subscription;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One subscription of a worker: messages flow when nobody wants it otherwise. Thread-safe, and waits for nothing but, for a moment, in
 * {@link #close}.
 */
final class Flow {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker.consumer");

    /** A broker that does not answer shall not hold up a stop; what it still hands out is given back. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Subscription subscription;
    private final String of;
    private final Executor blocking;
    private final BooleanSupplier workerPaused;
    private final BooleanSupplier workerEnds;
    private volatile boolean paused;
    private volatile boolean blocked;
    private volatile boolean closed;
    private boolean flowing = true;

    Flow(
            Subscription subscription,
            String of,
            Executor blocking,
            BooleanSupplier workerPaused,
            BooleanSupplier workerEnds) {
        this.subscription = subscription;
        this.of = of;
        this.blocking = blocking;
        this.workerPaused = workerPaused;
        this.workerEnds = workerEnds;
    }

    /** Takes no messages until {@link #resume}. */
    void pause() {
        paused = true;
        applySoon();
    }

    void resume() {
        paused = false;
        applySoon();
    }

    /**
     * Takes no messages until {@link #unblock}, whatever users want: there is nobody to run them.
     *
     * @param then is done, on another thread, when none come any more
     */
    void block(Runnable then) {
        blocked = true;
        applySoon(then);
    }

    void unblock() {
        blocked = false;
        applySoon();
    }

    /** Takes no messages any more. */
    void close() {
        closed = true;
        CompletableFuture<Void> done = new CompletableFuture<>();
        applySoon(() -> done.complete(null));
        Stopping.await(done, PATIENCE);
    }

    void applySoon() {
        applySoon(() -> {});
    }

    private void applySoon(Runnable then) {
        try {
            blocking.execute(() -> {
                apply();
                then.run();
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("The worker is stopping, and takes nothing anyway");
            then.run();
        }
    }

    synchronized void apply() {
        boolean ends = closed || workerEnds.getAsBoolean();
        boolean wanted = !ends && !paused && !blocked && !workerPaused.getAsBoolean();
        if (flowing == wanted) {
            return;
        }
        try {
            if (wanted) {
                subscription.resume();
                LOG.info("Taking messages{} again", of);
            } else {
                subscription.pause();
                LOG.atLevel(ends ? Level.DEBUG : Level.WARN)
                        .log("Taking no more messages{}; what was taken runs on", of);
            }
            flowing = wanted;
        } catch (BrokerException e) {
            LOG.error("Could not {} taking messages{}: {}", wanted ? "begin" : "stop", of, e.getMessage());
        }
    }
}
