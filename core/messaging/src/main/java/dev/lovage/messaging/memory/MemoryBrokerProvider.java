package dev.lovage.messaging.memory;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerProvider;
import dev.lovage.messaging.BrokerUrl;
import dev.lovage.messaging.virtual.QueueStore;
import dev.lovage.messaging.virtual.VirtualBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens {@code memory://name}: every link to the same name in this process sees the same queues, as long as the process
 * lives.
 */
public final class MemoryBrokerProvider implements BrokerProvider {

    private static final Map<String, MemoryServer> SERVERS = new ConcurrentHashMap<>();
    private static final Duration DEFAULT_LEASE = Duration.ofSeconds(60);

    @Override
    public Set<String> schemes() {
        return Set.of("memory");
    }

    @Override
    public Broker open(List<BrokerUrl> urls, BrokerOptions options) {
        List<QueueStore> stores = new ArrayList<>();
        for (BrokerUrl url : urls) {
            MemoryServer server =
                    SERVERS.computeIfAbsent(url.host() + url.path(), name -> new MemoryServer(options.clock()));
            stores.add(new MemoryQueueStore(url.redacted(), server, lease(options)));
        }
        return VirtualBroker.over(stores, options);
    }

    private static Duration lease(BrokerOptions options) {
        return options.transportOptions().get("visibility_timeout") instanceof Number seconds
                ? Duration.ofMillis((long) (seconds.doubleValue() * 1000))
                : DEFAULT_LEASE;
    }
}
