package dev.lovage.worker.step;

import dev.lovage.messaging.LovageException;
import dev.lovage.worker.graph.StepGraph;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The graph of a worker's steps: starts each after what it requires, stops them in reverse.
 *
 * <p>Used by one thread at a time. Stopping before starting and stopping twice are fine.
 */
public final class Blueprint {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.bootsteps");

    /** Where a blueprint stands. */
    public enum State {
        NEW,
        STARTING,
        RUNNING,
        STOPPING,
        STOPPED,
        FAILED
    }

    private final String name;
    private final Steps steps;
    private final Optional<Steps> around;
    private final Deque<Started> started = new ArrayDeque<>();
    private volatile State state = State.NEW;
    private @Nullable Plan plan;

    private record Started(Bootstep step, Lifecycle part, StepContext context) {}

    /** A blueprint of these steps; their order here decides wherever their requirements don't. */
    public Blueprint(String name, List<? extends Bootstep> steps) {
        this(new Steps(name, steps), Optional.empty());
    }

    /** A blueprint of these steps. */
    public Blueprint(Steps steps) {
        this(steps, Optional.empty());
    }

    private Blueprint(Steps steps, Optional<Steps> around) {
        this.name = steps.blueprint();
        this.steps = steps;
        this.around = around;
    }

    /** A blueprint whose steps may also require what those around it offer. */
    public static Blueprint within(Steps around, Steps steps) {
        return new Blueprint(steps, Optional.of(around));
    }

    public String name() {
        return name;
    }

    public State state() {
        return state;
    }

    /**
     * The steps that take part, each after all that it requires, otherwise in the order they were given.
     *
     * @throws StepException for a requirement that nobody meets, a circle of them, or two steps of one name; it names the step
     */
    public List<Bootstep> order(StepContext context) {
        return plan(context).order();
    }

    /** What its steps require of those around. */
    public Set<Class<?>> requires(StepContext context) {
        return plan(context).fromOutside();
    }

    /** The steps that take part, by their classes, and what they offer. */
    public Set<Class<?>> offers(StepContext context) {
        Set<Class<?>> all = new HashSet<>();
        steps.byPlace().forEach((type, step) -> {
            StepCall call = new StepCall(name, step);
            if (call.enabled(context)) {
                all.add(type);
                all.add(step.getClass());
                all.addAll(call.offers());
            }
        });
        return all;
    }

    /**
     * The graph of the steps that take part, to be drawn.
     *
     * @param title what it is called there
     * @param opens the step of the blueprint around this one that it is inside of; empty for none
     * @throws StepException for a requirement that nobody meets, or a circle of them, or two steps of one name
     */
    public StepGraph.Cluster graph(StepContext context, String title, String opens) {
        return new Drawing(steps, plan(context)).cluster(title, opens);
    }

    /**
     * Creates and starts every step, on this thread, which waits for each. From then on the steps can't be changed.
     *
     * @throws StepException when the steps don't fit together, before any is created; or when one fails: those that had started are
     *     stopped then, and what fails in that is suppressed in it
     * @throws LovageException when it was started before
     */
    public void start(StepContext context) {
        if (state != State.NEW) {
            throw new LovageException(name + " was started before; make a new one");
        }
        state = State.STARTING;
        try {
            plan = null;
            List<Bootstep> order = order(context);
            steps.freeze();
            promise(context);
            for (Bootstep step : order) {
                startOne(step, context);
            }
            state = State.RUNNING;
        } catch (Throwable e) {
            stopAll(e);
            state = State.FAILED;
            throw e;
        }
    }

    /**
     * Stops every started step, the last first, on this thread, which waits for each.
     *
     * @throws LovageException when steps failed to stop, which keeps no other from stopping; with the first as its cause, and the
     *     others suppressed in that
     */
    public void stop() {
        if (state == State.STOPPED || state == State.FAILED) {
            return;
        }
        state = State.STOPPING;
        Throwable failure = stopAll(null);
        state = State.STOPPED;
        if (failure != null) {
            throw new LovageException(name + " did not stop cleanly: " + failure.getMessage(), failure);
        }
    }

    private Plan plan(StepContext context) {
        Plan known = plan;
        if (known == null || state == State.NEW) {
            known = Plan.of(steps, around.map(steps -> Plan.participants(steps, context)), context);
            plan = known;
        }
        return known;
    }

    private void promise(StepContext context) {
        steps.byPlace()
                .values()
                .forEach(step -> step.offers().forEach(type -> context.promise(type, "the step " + step.name())));
        steps.removed()
                .values()
                .forEach(step -> step.offers()
                        .forEach(type -> context.promise(type, "the step " + step.name() + ", which is switched off")));
    }

    private void startOne(Bootstep step, StepContext context) {
        LOG.debug("Starting {}", step.name());
        StepCall call = new StepCall(name, step);
        StepContext own = context.of(step);
        try {
            call.run(() -> {
                Lifecycle part = step.create(own);
                part.start();
                started.push(new Started(step, part, own));
            });
        } catch (Throwable e) {
            own.end();
            throw call.named(e, "failed to start");
        }
        for (Class<?> type : step.offers()) {
            if (!Bootstep.class.isAssignableFrom(type) && context.find(type).isEmpty()) {
                throw new StepException(
                        step.name(),
                        "The step " + step.name() + " of " + name + " says that it offers a " + type.getSimpleName()
                                + ", but put none into the context");
            }
        }
    }

    private void end(Started last) {
        try {
            last.context().end();
        } finally {
            new StepCall(name, last.step()).run(last.part()::stop);
        }
    }

    private @Nullable Throwable stopAll(@Nullable Throwable first) {
        Throwable failure = first;
        while (!started.isEmpty()) {
            Started last = started.pop();
            LOG.debug("Stopping {}", last.step().name());
            try {
                end(last);
            } catch (Throwable e) {
                Throwable named = new StepException(
                        last.step().name(),
                        "The step " + last.step().name() + " failed to stop: " + StepCall.said(e),
                        e);
                if (failure == null) {
                    failure = named;
                } else {
                    failure.addSuppressed(named);
                }
            }
        }
        return failure;
    }
}
