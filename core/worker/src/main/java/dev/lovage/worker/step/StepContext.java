package dev.lovage.worker.step;

import dev.lovage.messaging.LovageException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The services that the steps of one worker offer each other, by type. Thread-safe. Experimental. */
public final class StepContext {

    private final Map<Class<?>, Object> services = new ConcurrentHashMap<>();

    /** Offers a service. Offering another of the same type is an error: steps would see one or the other by chance. */
    public <T> StepContext put(Class<T> type, T service) {
        if (services.putIfAbsent(type, type.cast(service)) != null) {
            throw new LovageException("Two steps offer a " + type.getSimpleName() + "; only one can");
        }
        return this;
    }

    /** The service of that type; an error when no step that has started so far offers one. */
    public <T> T get(Class<T> type) {
        return find(type)
                .orElseThrow(() -> new LovageException(
                        "No step offers a " + type.getSimpleName() + " yet; name the step that does in requires()"));
    }

    /** The service of that type, if one is offered. */
    public <T> Optional<T> find(Class<T> type) {
        return Optional.ofNullable(type.cast(services.get(type)));
    }
}
