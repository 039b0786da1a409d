package dev.lovage.redis;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerProvider;
import dev.lovage.messaging.BrokerUrl;
import dev.lovage.messaging.virtual.QueueStore;
import dev.lovage.messaging.virtual.VirtualBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Opens brokers at {@code redis://} and {@code rediss://}, with kombu's transport options. */
public final class RedisBrokerProvider implements BrokerProvider {

    @Override
    public Set<String> schemes() {
        return Set.of("redis", "rediss");
    }

    @Override
    public Broker open(List<BrokerUrl> urls, BrokerOptions options) {
        List<QueueStore> stores = new ArrayList<>();
        urls.forEach(url -> stores.add(new RedisQueueStore(url, options)));
        return VirtualBroker.over(stores, options);
    }
}
