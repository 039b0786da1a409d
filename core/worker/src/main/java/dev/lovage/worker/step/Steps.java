package dev.lovage.worker.step;

import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.Suggestion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The steps of a blueprint, for as long as they can be changed: until it starts.
 *
 * <p>Not thread-safe.
 */
public final class Steps {

    private final String blueprint;
    private final Map<Class<? extends Bootstep>, Bootstep> steps = new LinkedHashMap<>();
    private final Map<Class<? extends Bootstep>, Bootstep> removed = new LinkedHashMap<>();
    private boolean frozen;

    /** The steps of a blueprint called so, such as {@code the worker}. */
    public Steps(String blueprint, List<? extends Bootstep> steps) {
        this.blueprint = blueprint;
        steps.forEach(this::add);
    }

    /** Adds a step; one that {@link Bootstep#replaces} another takes its place. The order of adding decides where requirements don't. */
    public Steps add(Bootstep step) {
        Optional<Class<? extends Bootstep>> place = step.replaces();
        if (place.isPresent()) {
            return replace(place.get(), step);
        }
        checkOpen();
        if (steps.containsKey(step.getClass())) {
            throw new LovageException(blueprint + " has the step " + step.name() + " twice");
        }
        removed.remove(step.getClass());
        steps.put(step.getClass(), step);
        return this;
    }

    /** Puts a step in the place of another: who requires that one gets this one. */
    public Steps replace(Class<? extends Bootstep> type, Bootstep replacement) {
        checkOpen();
        if (!steps.containsKey(type) && !removed.containsKey(type)) {
            throw new LovageException("The step " + replacement.name() + " can't replace " + Bootstep.nameOf(type)
                    + ": " + blueprint + " has no such step. It has " + names());
        }
        removed.remove(type);
        steps.put(type, replacement);
        return this;
    }

    /** Switches a step off. */
    public Steps remove(Class<? extends Bootstep> type) {
        checkOpen();
        Bootstep gone = steps.remove(type);
        if (gone == null) {
            throw new LovageException(
                    blueprint + " has no step " + Bootstep.nameOf(type) + " to remove. It has " + names());
        }
        removed.put(type, gone);
        return this;
    }

    /** Switches a step off by its name, upper or lower case; whether there was one. */
    public boolean remove(String name) {
        Optional<Class<? extends Bootstep>> type = steps.entrySet().stream()
                .filter(entry -> entry.getValue().name().equalsIgnoreCase(name))
                .<Class<? extends Bootstep>>map(Map.Entry::getKey)
                .findFirst();
        type.ifPresent(this::remove);
        return type.isPresent();
    }

    /** Whether there is a step of that class, or one in its place. */
    public boolean has(Class<? extends Bootstep> type) {
        return steps.containsKey(type);
    }

    /** All of them, in the order of adding. */
    public List<Bootstep> all() {
        return List.copyOf(steps.values());
    }

    /** What to say after "no step 'x'". */
    public Optional<String> near(String name) {
        Map<String, String> names = new LinkedHashMap<>();
        all().forEach(step -> names.put(step.name().toLowerCase(Locale.ROOT), step.name()));
        return Suggestion.of(name.toLowerCase(Locale.ROOT), names.keySet()).map(names::get);
    }

    String blueprint() {
        return blueprint;
    }

    Map<Class<? extends Bootstep>, Bootstep> byPlace() {
        return steps;
    }

    Map<Class<? extends Bootstep>, Bootstep> removed() {
        return removed;
    }

    /** From now on nothing can be changed. */
    public void freeze() {
        frozen = true;
    }

    private void checkOpen() {
        if (frozen) {
            throw new LovageException("The steps of " + blueprint
                    + " can't be changed any more: it has started. Change them before start()");
        }
    }

    private String names() {
        return steps.values().stream().map(Bootstep::name).collect(Collectors.joining(", "));
    }
}
