package dev.lovage.worker.step;

import dev.lovage.messaging.LovageException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The graph of a worker's steps: starts each after what it requires, stops them in reverse. Experimental.
 *
 * <p>Used by one thread at a time. Stopping before starting and stopping twice are fine.
 */
public final class Blueprint {

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
    private final Map<Class<? extends Bootstep>, Bootstep> steps = new LinkedHashMap<>();
    private final Deque<Started> started = new ArrayDeque<>();
    private volatile State state = State.NEW;

    private record Started(Bootstep step, Lifecycle part) {}

    /** A blueprint of these steps; their order here decides wherever their requirements don't. */
    public Blueprint(String name, List<? extends Bootstep> steps) {
        this.name = name;
        for (Bootstep step : steps) {
            if (this.steps.put(step.getClass(), step) != null) {
                throw new LovageException(name + " has the step " + step.name() + " twice");
            }
        }
    }

    public State state() {
        return state;
    }

    /** The steps that take part, each after all that it requires, otherwise in the order they were given. */
    public List<Bootstep> order(StepContext context) {
        Map<Class<? extends Bootstep>, Bootstep> enabled = new LinkedHashMap<>();
        steps.forEach((type, step) -> {
            if (step.enabled(context)) {
                enabled.put(type, step);
            }
        });
        Set<Bootstep> ordered = new LinkedHashSet<>();
        for (Bootstep step : enabled.values()) {
            visit(step, enabled, ordered, new LinkedHashSet<>());
        }
        return List.copyOf(ordered);
    }

    /** Creates and starts every step. When one fails, those already started are stopped and the failure is thrown. */
    public void start(StepContext context) {
        if (state != State.NEW) {
            throw new LovageException(name + " was started before; make a new one");
        }
        state = State.STARTING;
        try {
            for (Bootstep step : order(context)) {
                startOne(step, context);
            }
            state = State.RUNNING;
        } catch (RuntimeException | Error e) {
            stopAll(e);
            state = State.FAILED;
            throw e;
        }
    }

    /** Stops every started step, the last first. One that fails keeps no other from stopping; the failures come together. */
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

    private void visit(
            Bootstep step,
            Map<Class<? extends Bootstep>, Bootstep> enabled,
            Set<Bootstep> ordered,
            LinkedHashSet<Bootstep> path) {
        if (ordered.contains(step)) {
            return;
        }
        if (!path.add(step)) {
            throw new LovageException(
                    "The steps of " + name + " require each other in a circle: " + circle(path, step));
        }
        for (Class<? extends Bootstep> type : inOrder(step.requires())) {
            Bootstep required = enabled.get(type);
            if (required == null) {
                throw new LovageException(
                        "The step " + step.name() + " of " + name + " requires " + type.getSimpleName()
                                + (steps.containsKey(type) ? ", which is switched off" : ", which was not added"));
            }
            visit(required, enabled, ordered, path);
        }
        path.remove(step);
        ordered.add(step);
    }

    /** What a step requires, in the order of the blueprint: a set has none of its own, and the order must be stable. */
    private List<Class<? extends Bootstep>> inOrder(Set<Class<? extends Bootstep>> required) {
        List<Class<? extends Bootstep>> result = new ArrayList<>();
        steps.keySet().stream().filter(required::contains).forEach(result::add);
        required.stream()
                .filter(type -> !steps.containsKey(type))
                .sorted((a, b) -> a.getName().compareTo(b.getName()))
                .forEach(result::add);
        return result;
    }

    private static String circle(Set<Bootstep> path, Bootstep back) {
        StringBuilder text = new StringBuilder();
        boolean inside = false;
        for (Bootstep step : path) {
            inside |= step == back;
            if (inside) {
                text.append(step.name()).append(" -> ");
            }
        }
        return text.append(back.name()).toString();
    }

    private void startOne(Bootstep step, StepContext context) {
        Lifecycle part = step.create(context);
        part.start();
        started.push(new Started(step, part));
    }

    private @Nullable Throwable stopAll(@Nullable Throwable first) {
        Throwable failure = first;
        while (!started.isEmpty()) {
            Started last = started.pop();
            try {
                last.part().stop();
            } catch (RuntimeException | Error e) {
                Throwable named = new LovageException("The step " + last.step().name() + " failed to stop: " + e, e);
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
