package dev.lovage.examples.speed;

import dev.lovage.testkit.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class RedisSpeedTest extends SpeedContract {

    private RedisServer redis;

    @BeforeEach
    void start() {
        redis = RedisServer.start("--appendonly", "no");
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
    double expectedRatio() {
        return 10;
    }
}
