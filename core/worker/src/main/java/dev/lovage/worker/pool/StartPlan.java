package dev.lovage.worker.pool;

import dev.lovage.messaging.Clock;
import java.time.Duration;
import java.util.Optional;

/** When children may be started, and how many at once, as the starts before went. Not thread-safe. */
final class StartPlan {

    private final Clock clock;
    private final int atOnce;
    private final RestartPause restartPause = new RestartPause();
    private long notBefore;
    private boolean waking;
    private boolean degraded;
    private String lastFailure = "";

    StartPlan(Clock clock, int atOnce) {
        this.clock = clock;
        this.atOnce = atOnce;
        this.notBefore = clock.nanoTime();
    }

    /** A child is ready; says whether none could be started before. */
    boolean ready() {
        restartPause.started();
        boolean recovered = degraded;
        degraded = false;
        return recovered;
    }

    /** There is new code: whatever was wrong with the old, it says nothing of this. */
    void renewed() {
        notBefore = clock.nanoTime();
    }

    /** A task ended in a child as tasks do. */
    void worked() {
        restartPause.worked();
    }

    /** A child that was ready died. */
    void died() {
        wait(restartPause.died());
    }

    /** A child did not come up; the pause until the next try. */
    Duration failed(String reason) {
        lastFailure = reason;
        Duration pause = restartPause.failedStart();
        wait(pause);
        return pause;
    }

    /** How many may be on their way up at the same time. */
    int atOnce() {
        return restartPause.failing() ? 1 : atOnce;
    }

    /** How long to wait until the next start; zero or less for not at all. */
    Duration pause() {
        return Duration.ofNanos(notBefore - clock.nanoTime());
    }

    /** Whether somebody has to be asked to wake us: nobody was yet. */
    boolean mustBeWoken() {
        boolean first = !waking;
        waking = true;
        return first;
    }

    void woken() {
        waking = false;
    }

    /** Whether nothing can be run for the time being. */
    boolean degraded() {
        return degraded;
    }

    /**
     * Says what to tell people, once for each time, when no start goes well any more.
     *
     * @param serving whether some child is there that can run requests
     */
    Optional<String> despair(boolean serving) {
        if (degraded || serving || !restartPause.hopeless()) {
            return Optional.empty();
        }
        degraded = true;
        return Optional.of(
                "No child JVM could be started, five times in a row; trying on. The last time: " + lastFailure);
    }

    private void wait(Duration pause) {
        long then = clock.nanoTime() + pause.toNanos();
        notBefore = then - notBefore > 0 ? then : notBefore;
    }
}
