package dev.lovage.examples.interop;

import dev.lovage.testkit.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class RedisInteropTest extends CeleryInteropContract {

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
    String broker() {
        return redis.url();
    }

    @Override
    String backend() {
        return redis.url();
    }
}
