package dev.lovage.worker;

import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.Subscription;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a worker takes messages. It can be held up for a while; what is taken already runs on. Thread-safe, and waits for
 * nothing but in {@link #close}.
 */
final class Inflow {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker.consumer");

    private final Executor blocking;
    private Optional<Subscription> subscription = Optional.empty();
    private volatile boolean paused;
    private volatile boolean blocked;
    private boolean flowing = true;

    Inflow(Executor blocking) {
        this.blocking = blocking;
    }

    synchronized void open(Subscription opened) {
        subscription = Optional.of(opened);
        apply();
    }

    /** Takes no messages until {@link #resume}. */
    void pause() {
        paused = true;
        applySoon(() -> {});
    }

    void resume() {
        paused = false;
        applySoon(() -> {});
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
        applySoon(() -> {});
    }

    /** Takes no messages any more. */
    synchronized void close() {
        Optional<Subscription> open = subscription;
        subscription = Optional.empty();
        open.ifPresent(Subscription::pause);
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

    private synchronized void apply() {
        boolean wanted = !paused && !blocked;
        if (subscription.isEmpty() || flowing == wanted) {
            return;
        }
        try {
            if (wanted) {
                subscription.get().resume();
                LOG.info("Taking messages again");
            } else {
                subscription.get().pause();
                LOG.warn("Taking no more messages; what was taken runs on");
            }
            flowing = wanted;
        } catch (BrokerException e) {
            LOG.error("Could not {} taking messages: {}", wanted ? "begin" : "stop", e.getMessage());
        }
    }
}
