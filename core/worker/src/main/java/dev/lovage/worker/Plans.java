package dev.lovage.worker;

import dev.lovage.worker.step.TimerService;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one step has planned to do: it ends with the step. Thread-safe. */
final class Plans implements TimerService, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.bootsteps");

    /** How long the end of a step waits for what it is doing just then. */
    private static final Duration LAST_ACTION = Duration.ofSeconds(1);

    private final String whose;
    private final ClassLoader loader;
    private final WorkerLoop loop;
    private final Executor thread;
    private final Set<Plan> plans = ConcurrentHashMap.newKeySet();
    /** Held while something is done. */
    private final ReentrantLock doing = new ReentrantLock();

    private volatile boolean closed;

    /**
     * Nothing, at first.
     *
     * @param whose for the log
     * @param loader where libraries look for the step's classes
     * @param thread does what is due
     */
    Plans(String whose, ClassLoader loader, WorkerLoop loop, Executor thread) {
        this.whose = whose;
        this.loader = loader;
        this.loop = loop;
        this.thread = thread;
    }

    @Override
    public Scheduled callAfter(Duration span, Runnable action) {
        return plan(new Plan(span, action, false));
    }

    @Override
    public Scheduled callRepeatedly(Duration span, Runnable action) {
        if (span.isNegative() || span.isZero()) {
            throw new IllegalArgumentException("A span between repetitions must be more than nothing, was " + span);
        }
        return plan(new Plan(span, action, true));
    }

    private Plan plan(Plan plan) {
        plans.add(plan);
        if (closed) {
            plan.cancel();
        } else {
            plan.schedule();
        }
        return plan;
    }

    /** Nothing more is done from now on; what is being done is waited for, unless it takes too long. */
    @Override
    public void close() {
        closed = true;
        plans.forEach(Plan::cancel);
        try {
            if (doing.tryLock(LAST_ACTION.toMillis(), TimeUnit.MILLISECONDS)) {
                doing.unlock();
            } else {
                LOG.warn("What {} had planned takes longer than its step lives", whose);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One thing that is going to be done. */
    private final class Plan implements Scheduled {

        private final Duration span;
        private final Runnable action;
        private final boolean again;
        private volatile boolean cancelled;
        /** The loop's. */
        private Optional<Timer> timer = Optional.empty();

        Plan(Duration span, Runnable action, boolean again) {
            this.span = span;
            this.action = action;
            this.again = again;
        }

        @Override
        public void cancel() {
            cancelled = true;
            plans.remove(this);
            loop.execute(() -> timer.ifPresent(loop::drop));
        }

        void schedule() {
            loop.execute(() -> {
                if (!cancelled) {
                    timer = Optional.of(loop.after(span, this::due));
                }
            });
        }

        private void due() {
            timer = Optional.empty();
            try {
                thread.execute(this::run);
            } catch (RejectedExecutionException e) {
                cancel(); // The worker is stopping.
            }
        }

        private void run() {
            doing.lock();
            try {
                if (!cancelled) {
                    act();
                }
            } finally {
                doing.unlock();
            }
            if (again && !cancelled) {
                schedule();
            } else {
                plans.remove(this);
            }
        }

        private void act() {
            Thread.currentThread().setContextClassLoader(loader);
            try {
                action.run();
            } catch (Throwable e) { // Whatever a step throws, it is done again.
                LOG.error("What {} had planned failed: {}", whose, e, e);
            }
        }
    }
}
