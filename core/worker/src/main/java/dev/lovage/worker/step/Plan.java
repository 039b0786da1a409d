package dev.lovage.worker.step;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which steps of a blueprint take part, in which order, and who requires whom. Immutable once made. */
final class Plan {

    private final Steps steps;
    private final Optional<Plan> outside;
    private final StepContext context;
    private final Map<Class<? extends Bootstep>, Bootstep> enabled = new LinkedHashMap<>();
    private final Map<Bootstep, Set<Bootstep>> required = new LinkedHashMap<>();
    private final Set<Bootstep> ordered = new LinkedHashSet<>();
    /** What is required of the steps around these. */
    private final Set<Class<?>> fromOutside = new LinkedHashSet<>();

    private Plan(Steps steps, Optional<Plan> outside, StepContext context) {
        this.steps = steps;
        this.outside = outside;
        this.context = context;
        steps.byPlace().forEach((type, step) -> {
            if (asking(step).enabled(context)) {
                enabled.put(type, step);
            }
        });
        refuseTwins();
    }

    /** Errors, graphs and {@code --without-step} know a step by its name, upper or lower case. */
    private void refuseTwins() {
        Map<String, Bootstep> named = new HashMap<>();
        for (Bootstep step : enabled.values()) {
            Bootstep twin = named.putIfAbsent(step.name().toLowerCase(Locale.ROOT), step);
            if (twin != null && twin != step) {
                throw new StepException(
                        step.name(),
                        "Two steps of " + steps.blueprint() + " are called " + step.name() + ": "
                                + twin.getClass().getName() + " and "
                                + step.getClass().getName()
                                + ". Let one have another name(), or take the place of the other with replaces(); or"
                                + " switch the worker's own off with --without-step=" + twin.name());
            }
        }
    }

    private StepCall asking(Bootstep step) {
        return new StepCall(steps.blueprint(), step);
    }

    /** Which of the steps take part; nothing is known of their order yet. */
    static Plan participants(Steps steps, StepContext context) {
        return new Plan(steps, Optional.empty(), context);
    }

    /**
     * A plan.
     *
     * @param outside the steps of the blueprint around this one
     * @throws StepException for a requirement that nobody meets, or a circle of them
     */
    static Plan of(Steps steps, Optional<Plan> outside, StepContext context) {
        Plan plan = new Plan(steps, outside, context);
        plan.enabled.values().forEach(plan::resolve);
        plan.early().forEach(step -> plan.visit(step, Set.of()));
        plan.enabled.values().forEach(step -> plan.visit(step, Set.of()));
        return plan;
    }

    List<Bootstep> order() {
        return List.copyOf(ordered);
    }

    /** The steps of this plan that a step requires. */
    Set<Bootstep> required(Bootstep step) {
        return required.getOrDefault(step, Set.of());
    }

    Set<Class<?>> fromOutside() {
        return Set.copyOf(fromOutside);
    }

    /** The steps that start before the last ones, as they were given. */
    List<Bootstep> early() {
        Set<Bootstep> late = late();
        return enabled.values().stream().filter(step -> !late.contains(step)).toList();
    }

    /** The steps that start late: the last ones, and all that require one of them. */
    private Set<Bootstep> late() {
        Set<Bootstep> late = new LinkedHashSet<>();
        enabled.values().stream().filter(Bootstep::last).forEach(late::add);
        boolean grew = true;
        while (grew) {
            grew = false;
            for (Bootstep step : enabled.values()) {
                if (required(step).stream().anyMatch(late::contains)) {
                    grew |= late.add(step);
                }
            }
        }
        return late;
    }

    private void resolve(Bootstep step) {
        Set<Bootstep> found = new LinkedHashSet<>();
        Set<Class<?>> wanted = asking(step).requires();
        // A set has no order of its own, and the plan must be stable: the blueprint's own order decides.
        for (Bootstep candidate : enabled.values()) {
            if (wanted.stream().anyMatch(type -> meets(candidate, type))) {
                found.add(candidate);
            }
        }
        for (Class<?> type : sorted(wanted)) {
            if (enabled.values().stream().noneMatch(candidate -> meets(candidate, type))) {
                lookElsewhere(step, type);
            }
        }
        required.put(step, found);
    }

    private boolean meets(Bootstep candidate, Class<?> type) {
        return enabled.get(type) == candidate
                || type.isInstance(candidate)
                || asking(candidate).offers().contains(type);
    }

    private void lookElsewhere(Bootstep step, Class<?> type) {
        if (context.find(type).isPresent()) {
            return;
        }
        Optional<String> off = switchedOff(steps, enabled, type);
        if (off.isEmpty() && outside.isPresent()) {
            Plan around = outside.get();
            if (around.enabled.values().stream().anyMatch(candidate -> around.meets(candidate, type))) {
                fromOutside.add(type);
                return;
            }
            off = switchedOff(around.steps, around.enabled, type).or(() -> notOffered(around.steps, type));
        }
        off = off.or(() -> notOffered(steps, type));
        String name = Bootstep.class.isAssignableFrom(type) ? Bootstep.nameOf(type) : type.getSimpleName();
        throw new StepException(
                step.name(),
                "The step " + step.name() + " of " + steps.blueprint() + " requires " + name
                        + off.orElse(
                                Bootstep.class.isAssignableFrom(type)
                                        ? ", which was not added"
                                        : ", which no step offers"));
    }

    /** Whether somebody would meet a requirement who takes no part, in words. */
    private static Optional<String> switchedOff(
            Steps steps, Map<Class<? extends Bootstep>, Bootstep> enabled, Class<?> type) {
        if (steps.byPlace().containsKey(type) || steps.removed().containsKey(type)) {
            return Optional.of(", which is switched off");
        }
        List<Bootstep> idle = new ArrayList<>(steps.removed().values());
        steps.byPlace().values().stream()
                .filter(step -> !enabled.containsValue(step))
                .forEach(idle::add);
        return idle.stream()
                .filter(step -> step.offers().contains(type))
                .findFirst()
                .map(step -> ", which the step " + step.name() + " offers, and that is switched off");
    }

    /** Whether somebody met a requirement in whose place is another that does not, in words. */
    private static Optional<String> notOffered(Steps steps, Class<?> type) {
        return steps.replaced().entrySet().stream()
                .filter(entry -> steps.byPlace().containsKey(entry.getKey()))
                .filter(entry -> entry.getValue().offers().contains(type))
                .findFirst()
                .map(entry -> ", which the step "
                        + requireNonNull(steps.byPlace().get(entry.getKey())).name()
                        + " does not offer, though it is in the place of "
                        + entry.getValue().name() + ", which does");
    }

    private void visit(Bootstep step, Set<Bootstep> path) {
        if (ordered.contains(step)) {
            return;
        }
        if (path.contains(step)) {
            throw new StepException(
                    step.name(),
                    "The steps of " + steps.blueprint() + " require each other in a circle: " + circle(path, step));
        }
        Set<Bootstep> longer = new LinkedHashSet<>(path);
        longer.add(step);
        required(step).forEach(next -> visit(next, longer));
        ordered.add(step);
    }

    private static List<Class<?>> sorted(Set<Class<?>> types) {
        List<Class<?>> result = new ArrayList<>(types);
        result.sort((a, b) -> a.getName().compareTo(b.getName()));
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
}
