package dev.lovage.worker.step;

import dev.lovage.messaging.LovageException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The services that the steps of one worker offer each other, by type. Thread-safe. */
public final class StepContext {

    private final Map<Class<?>, Object> services = new ConcurrentHashMap<>();
    /** Who would offer what: for what an error can advise. */
    private final Map<Class<?>, String> promises = new ConcurrentHashMap<>();

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
        return Optional.ofNullable(type.cast(services.get(type)));
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
