package dev.lovage.results;

import dev.lovage.messaging.BrokerUrl;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Opens {@code memory://name} and Celery's {@code cache+memory://}; all of one name in a process are one. */
public final class MemoryResultBackendProvider implements ResultBackendProvider {

    private static final Map<String, MemoryResultBackend> OPEN = new ConcurrentHashMap<>();

    @Override
    public Set<String> schemes() {
        return Set.of("memory", "cache+memory");
    }

    @Override
    public ResultBackend open(List<BrokerUrl> urls, ResultBackendOptions options) {
        return OPEN.computeIfAbsent(
                urls.get(0).host(), name -> new MemoryResultBackend(name, options.expires(), options.clock()));
    }
}
