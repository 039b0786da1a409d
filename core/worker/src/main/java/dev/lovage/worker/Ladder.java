package dev.lovage.worker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which stage of stopping a signal asks for: TERM and INT the next one, USR2, which stands for Celery's QUIT, the cold one. Used by
 * one thread at a time.
 */
final class Ladder {

    /** The same signal within this span is the same request, sent to the process and to its group. */
    static final Duration ECHO = Duration.ofMillis(500);

    private final boolean soft;
    private final boolean softOnIdle;
    private final boolean termIsCold;
    private final Map<String, Long> accepted = new HashMap<>();

    /**
     * @param soft whether there is a soft stage
     * @param softOnIdle whether there is one when nothing runs, too
     * @param termIsCold whether TERM means what USR2 means
     */
    Ladder(boolean soft, boolean softOnIdle, boolean termIsCold) {
        this.soft = soft;
        this.softOnIdle = softOnIdle;
        this.termIsCold = termIsCold;
    }

    /**
     * The stage that a signal leads to; empty when it leads nowhere.
     *
     * @param nanos when it came, on a monotonic clock
     * @param now the stage that the worker is in; empty while it serves
     * @param busy whether a task runs
     */
    Optional<Shutdown> heard(String signal, long nanos, Optional<Shutdown> now, boolean busy) {
        Long before = accepted.get(signal);
        if (before != null && nanos - before < ECHO.toNanos()) {
            return Optional.empty();
        }
        accepted.put(signal, nanos);
        boolean cold = signal.equals("USR2") || (termIsCold && signal.equals("TERM"));
        if (now.isEmpty() && !cold) {
            return Optional.of(Shutdown.WARM);
        }
        return after(now.orElse(Shutdown.WARM), busy);
    }

    private Optional<Shutdown> after(Shutdown now, boolean busy) {
        return switch (now) {
            case WARM -> Optional.of(soft && (busy || softOnIdle) ? Shutdown.SOFT : Shutdown.COLD);
            case SOFT -> Optional.of(Shutdown.COLD);
            case COLD -> Optional.of(Shutdown.HARD);
            case HARD -> Optional.empty();
        };
    }
}
