package dev.lovage.worker;

import dev.lovage.settings.AutoscaleRange;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a rule asked once a second how large the pool should be, and sees to it. Belongs to the loop.
 *
 * <p>Without an answer the pool keeps its size, and nothing else waits for one.
 */
final class Autoscaler {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker.autoscale");

    static final Duration INTERVAL = Duration.ofSeconds(1);
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What the pool has to do at a moment. */
    record Snapshot(int size, int busy, int waiting) {}

    /** Puts a question to the rule; the answer comes on any thread, or never. */
    interface Question {
        CompletionStage<Integer> ask(Snapshot load, AutoscaleRange range);
    }

    /** Takes a look at the pool. */
    interface Gauge {
        Snapshot read();
    }

    /** What has to follow the size of the pool. */
    interface Follower {

        /** The pool has so many slots now. */
        void slots(int count);

        /** The pool grows to so many slots when there is enough to do. */
        void most(int count);
    }

    private final WorkerLoop loop;
    private final Pool pool;
    private final Gauge gauge;
    private final Question rule;
    private final Follower follower;
    private final Damping damping;
    private final HandChange handChange;
    private final Set<String> told = new HashSet<>();
    private AutoscaleRange range;
    private Optional<Timer> timer = Optional.empty();
    private boolean asking;
    private boolean impatient;
    private long askedAt;

    /** An autoscaler of one pool. */
    Autoscaler(
            WorkerLoop loop,
            Pool pool,
            Gauge gauge,
            Question rule,
            AutoscaleRange range,
            Duration keepAlive,
            Follower follower) {
        this.loop = loop;
        this.pool = pool;
        this.gauge = gauge;
        this.rule = rule;
        this.range = range;
        this.follower = follower;
        this.damping = new Damping(keepAlive);
        this.handChange = new HandChange(keepAlive);
    }

    void start() {
        damping.hold(pool.size(), loop.clock().nanoTime());
        handChange.expect(pool.size());
        follower.most(range.max());
        timer = Optional.of(loop.after(INTERVAL, this::look));
    }

    void stop() {
        timer.ifPresent(Timer::cancel);
        timer = Optional.empty();
    }

    /** Moves between other sizes from now on, and at once when the present one is outside of them. */
    void range(AutoscaleRange other) {
        range = other;
        follower.most(range.max());
        change(clamp(pool.size()));
        handChange.expect(pool.size());
    }

    private void look() {
        timer = Optional.of(loop.after(INTERVAL, this::look));
        long now = loop.clock().nanoTime();
        handChange.holds(pool.size(), now);
        if (asking) {
            waiting(now);
            return;
        }
        asking = true;
        askedAt = now;
        rule.ask(gauge.read(), range).whenComplete((wanted, failure) -> loop.execute(() -> answered(wanted, failure)));
    }

    /** What was not asked can't have been too many. */
    private void waiting(long now) {
        damping.hold(pool.size(), now);
        if (!impatient && now - askedAt >= PATIENCE.toNanos()) {
            impatient = true;
            LOG.warn(
                    "The rule of autoscaling has not answered for {} s; the pool keeps its {} slots until it does",
                    PATIENCE.toSeconds(),
                    pool.size());
        }
    }

    private void answered(Integer wanted, Throwable failure) {
        asking = false;
        if (impatient) {
            impatient = false;
            LOG.info("The rule of autoscaling answers again");
        }
        if (timer.isEmpty()) {
            return;
        }
        long now = loop.clock().nanoTime();
        if (failure != null) {
            damping.hold(pool.size(), now);
            tell(Persistence.cause(failure));
            return;
        }
        scale(clamp(wanted), now);
    }

    /** What was set by hand is the user's word; what the rule wants meanwhile counts later. */
    private void scale(int wanted, long now) {
        if (handChange.holds(pool.size(), now)) {
            damping.hold(wanted, now);
            return;
        }
        change(damping.next(pool.size(), wanted, now));
        handChange.expect(pool.size());
    }

    /** Once for each kind of failure: a rule that fails does so every second. */
    private void tell(Throwable failure) {
        if (told.size() < 20 && told.add(failure.getClass().getName())) {
            LOG.error(
                    "The rule of autoscaling failed; the pool keeps its {} slots. This is said once for each kind of failure",
                    pool.size(),
                    failure);
        }
    }

    private void change(int size) {
        int before = pool.size();
        if (size == before) {
            return;
        }
        try {
            pool.resize(size);
        } catch (RuntimeException e) {
            tell(e);
            return;
        }
        follower.slots(size);
        int by = Math.abs(size - before);
        LOG.info("Scaling {} {} process{}.", size > before ? "up" : "down", by, by == 1 ? "" : "es");
    }

    private int clamp(int size) {
        return Math.max(range.min(), Math.min(range.max(), size));
    }
}
