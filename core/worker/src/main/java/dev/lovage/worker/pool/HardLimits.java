package dev.lovage.worker.pool;

import dev.lovage.messaging.Clock;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Request;
import dev.lovage.worker.TaskFields;
import dev.lovage.worker.TimeLimits;
import dev.lovage.worker.run.Deadlines;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the hard limits of what children run, on a thread that does nothing else. Thread-safe. */
final class HardLimits implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HardLimits.class);

    /** Hears of those who reach it. */
    interface Listener {

        /** Whether the child still runs that request. */
        boolean runs(Child child, long slot);

        /** It must end now. */
        void onOverrun(Child child, long slot, Outcome outcome, String why);
    }

    private final Clock clock;
    private final Deadlines deadlines;
    private final Listener listener;

    HardLimits(Clock clock, Listener listener) {
        this.clock = clock;
        this.deadlines = new Deadlines("lovage-pool-limits", clock);
        this.listener = listener;
    }

    /** A child begins to run a request; it is forgotten by {@link Child#cancelHardLimit}. */
    void start(Child child, Request request) {
        if (request.hardLimit().isPresent()) {
            Duration limit = request.hardLimit().get();
            long since = clock.nanoTime();
            child.hardLimit(deadlines.after(limit, () -> reached(child, request, limit, since)));
        }
    }

    @Override
    public void close() {
        deadlines.close();
    }

    /** Nobody is to blame: it is no strike, and no reason to wait with the next child. */
    private void reached(Child child, Request request, Duration limit, long since) {
        if (!listener.runs(child, request.slot())) {
            return;
        }
        String seconds = TimeLimits.seconds(limit);
        Duration runtime = Duration.ofNanos(clock.nanoTime() - since);
        listener.onOverrun(
                child,
                request.slot(),
                TimeLimits.exceeded(limit, runtime),
                "hard time limit (" + seconds + " s) of " + request.task());
        // A log may make its writers wait, and others may be due.
        TaskFields.about(log.atError(), request)
                .log(
                        "Hard time limit ({} s) exceeded for {}[{}]: killed process {}",
                        seconds,
                        request.task(),
                        request.id(),
                        child.pid());
    }
}
