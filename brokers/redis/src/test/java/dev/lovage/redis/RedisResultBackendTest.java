package dev.lovage.redis;

import dev.lovage.messaging.BrokerUrl;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.ResultBackendOptions;
import dev.lovage.testkit.Outage;
import dev.lovage.testkit.RedisServer;
import dev.lovage.testkit.ResultBackendContract;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisResultBackendTest extends ResultBackendContract {

    private static RedisServer redis;

    @BeforeAll
    static void startServer() {
        redis = RedisServer.start();
    }

    @AfterAll
    static void stopServer() {
        redis.close();
    }

    @Override
    protected ResultBackend open(ResultBackendOptions options) {
        return new RedisResultBackendProvider().open(List.of(BrokerUrl.parse(redis.url())), options);
    }

    @Override
    protected Optional<Outage> outage() {
        return Optional.of(redis.outage());
    }
}
