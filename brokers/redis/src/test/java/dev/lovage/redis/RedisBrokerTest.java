package dev.lovage.redis;

import dev.lovage.testkit.BrokerContract;
import dev.lovage.testkit.Outage;
import dev.lovage.testkit.RedisServer;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisBrokerTest extends BrokerContract {

    private static RedisServer redis;

    @BeforeAll
    static void startServer() {
        redis = RedisServer.start("--requirepass", "s3same");
    }

    @AfterAll
    static void stopServer() {
        redis.close();
    }

    @Override
    protected String url() {
        return redis.url();
    }

    @Override
    protected int mostUrgentPriority() {
        return 0;
    }

    @Override
    protected Optional<Outage> outage() {
        return Optional.of(redis.outage());
    }
}
