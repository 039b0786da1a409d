package dev.lovage.worker.step;

import static java.util.Objects.requireNonNull;

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
    /** Those in whose places others are. */
    private final Map<Class<? extends Bootstep>, Bootstep> replaced = new LinkedHashMap<>();

    private boolean frozen;

    /** The steps of a blueprint called so, such as {@code the worker}. */
    public Steps(String blueprint, List<? extends Bootstep> steps) {
        this.blueprint = blueprint;
        steps.forEach(this::add);
    }

    /**
     * Adds a step; one that {@link Bootstep#replaces} another takes its place. The order of adding decides where requirements don't.
     *
     * @throws LovageException when there is one of that class, when it can't {@link #replace} what it wants to, or when the worker
     *     has started
     */
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

    /**
     * Puts a step in the place of another, also one that was switched off: who requires that one gets this one. It must offer what
     * others require of that one; whether it does is seen at the start.
     *
     * @throws LovageException when there is no step of that class, when that is {@link Irreplaceable}, which says what to do
     *     instead, or when the worker has started
     */
    public Steps replace(Class<? extends Bootstep> type, Bootstep replacement) {
        checkOpen();
        if (!knows(type)) {
            throw new LovageException("The step " + replacement.name() + " can't replace " + Bootstep.nameOf(type)
                    + ": " + blueprint + " has no such step. It has " + names());
        }
        Bootstep gone = requireNonNull(steps.getOrDefault(type, removed.get(type)));
        if (gone instanceof Irreplaceable own) {
            throw new LovageException(
                    "The step " + replacement.name() + " can't replace " + gone.name() + ": " + own.instead());
        }
        replaced.putIfAbsent(type, gone);
        removed.remove(type);
        steps.put(type, replacement);
        return this;
    }

    /**
     * Switches a step off, or what is in its place. Whether others require it is seen at the start.
     *
     * @throws LovageException when there is no step of that class, or when the worker has started
     */
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

    /** Whether there is a place for that class, also when the step there is switched off. */
    public boolean knows(Class<? extends Bootstep> type) {
        return steps.containsKey(type) || removed.containsKey(type);
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

    Map<Class<? extends Bootstep>, Bootstep> replaced() {
        return replaced;
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
