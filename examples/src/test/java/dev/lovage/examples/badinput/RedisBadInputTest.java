package dev.lovage.examples.badinput;

import dev.lovage.testkit.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class RedisBadInputTest extends BadInputContract {

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

    @Override
    int garbage() {
        String[] entries = {
            "garbage", "5", "null", "[]", "{}", "{\"body\": 5}", "\"text\"", "{\"body\":", "{\"headers\": 1}"
        };
        for (String entry : entries) {
            redis.cli("LPUSH", "celery", entry);
        }
        return entries.length;
    }
}
