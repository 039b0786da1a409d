package dev.lovage.redis;

import dev.lovage.messaging.BrokerUrl;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.ResultBackendOptions;
import dev.lovage.results.ResultBackendProvider;
import java.util.List;
import java.util.Set;

/** Opens result backends at {@code redis://} and {@code rediss://}. */
public final class RedisResultBackendProvider implements ResultBackendProvider {

    @Override
    public Set<String> schemes() {
        return Set.of("redis", "rediss");
    }

    @Override
    public ResultBackend open(List<BrokerUrl> urls, ResultBackendOptions options) {
        return new RedisResultBackend(urls, options);
    }
}
