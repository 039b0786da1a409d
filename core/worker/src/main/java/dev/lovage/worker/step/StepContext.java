package dev.lovage.worker.step;

import static java.util.Objects.requireNonNull;

import dev.lovage.messaging.LovageException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The services that the steps of one worker offer each other, by type. Thread-safe. */
public final class StepContext {

    private final Map<Class<?>, Object> services;
    /** Who would offer what: for what an error can advise. */
    private final Map<Class<?>, String> promises;
    /** Whose view of the services this is; the worker's own without one. */
    private final Optional<Bootstep> step;
    /** What only this step has of services of which each step has a part. */
    private final Map<Class<?>, Object> parts = new LinkedHashMap<>();

    private boolean ended;

    public StepContext() {
        this(new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), Optional.empty());
    }

    private StepContext(Map<Class<?>, Object> services, Map<Class<?>, String> promises, Optional<Bootstep> step) {
        this.services = services;
        this.promises = promises;
        this.step = step;
    }

    /** The same services as one step sees them. */
    StepContext of(Bootstep one) {
        return new StepContext(services, promises, Optional.of(one));
    }

    /** The step ends, and with it what only it has. */
    synchronized void end() {
        ended = true;
        parts.values().forEach(StepContext::close);
    }

    /** Offers a service. Offering another of the same type is an error: steps would see one or the other by chance. */
    public <T> StepContext put(Class<T> type, T service) {
        if (services.putIfAbsent(type, type.cast(service)) != null) {
            throw new LovageException("Two steps offer a " + type.getSimpleName() + "; only one can");
        }
        return this;
    }

    /**
     * The service of that type.
     *
     * @throws LovageException when no step that has started so far offers one; it names the step that would
     */
    public <T> T get(Class<T> type) {
        return find(type).orElseThrow(() -> new LovageException(missing(type)));
    }

    /** The service of that type, if one is offered. */
    public <T> Optional<T> find(Class<T> type) {
        Object service = services.get(type);
        return service instanceof PerStep<?> shared && step.isPresent()
                ? Optional.of(type.cast(part(type, shared, step.get())))
                : Optional.ofNullable(type.cast(service));
    }

    private synchronized Object part(Class<?> type, PerStep<?> shared, Bootstep of) {
        Object part = parts.computeIfAbsent(type, wanted -> requireNonNull(shared.forStep(of)));
        if (ended) {
            close(part);
        }
        return part;
    }

    private static void close(Object part) {
        if (part instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new LovageException("What the step had could not be closed: " + e, e);
            }
        }
    }

    /** Notes which step would offer a service, or that it is switched off. */
    void promise(Class<?> type, String who) {
        promises.putIfAbsent(type, who);
    }

    private String missing(Class<?> type) {
        String name = type.getSimpleName();
        String promised = promises.get(type);
        if (promised != null) {
            return "There is no " + name + " yet. It is offered by " + promised + "; name " + name
                    + ".class in requires() to start after it";
        }
        String known =
                promises.keySet().stream()
                        .map(Class::getSimpleName)
                        .collect(Collectors.toCollection(TreeSet::new))
                        .stream()
                        .collect(Collectors.joining(", "));
        return "No step offers a " + name + (known.isEmpty() ? "" : "; on offer are " + known);
    }
}
