package dev.lovage.worker;

import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.Subscription;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One subscription of a worker: messages flow when nobody wants it otherwise. Thread-safe, and waits for nothing but in {@link #close}. */
final class Flow {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker.consumer");

    private final Subscription subscription;
    private final String of;
    private final Executor blocking;
    private final BooleanSupplier workerPaused;
    private volatile boolean paused;
    private volatile boolean blocked;
    private boolean flowing = true;
    private boolean closed;

    Flow(Subscription subscription, String of, Executor blocking, BooleanSupplier workerPaused) {
        this.subscription = subscription;
        this.of = of;
        this.blocking = blocking;
        this.workerPaused = workerPaused;
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
    synchronized void close() {
        closed = true;
        subscription.pause();
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
        }
    }

    synchronized void apply() {
        boolean wanted = !paused && !blocked && !workerPaused.getAsBoolean();
        if (closed || flowing == wanted) {
            return;
        }
        try {
            if (wanted) {
                subscription.resume();
                LOG.info("Taking messages{} again", of);
            } else {
                subscription.pause();
                LOG.warn("Taking no more messages{}; what was taken runs on", of);
            }
            flowing = wanted;
        } catch (BrokerException e) {
            LOG.error("Could not {} taking messages{}: {}", wanted ? "begin" : "stop", of, e.getMessage());
        }
    }
}
