package dev.lovage.examples.chaos;

import dev.lovage.testkit.Outage;
import dev.lovage.testkit.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class RedisChaosTest extends ChaosContract {

    private RedisServer redis;

    @BeforeEach
    void start() {
        redis = RedisServer.start();
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    @Override
    String name() {
        return "redis";
    }

    @Override
    String broker() {
        return redis.url();
    }

    @Override
    String backend() {
        return redis.url();
    }

    @Override
    Outage server() {
        return redis.outage();
    }
}
