package dev.lovage.examples.speed;

import dev.lovage.testkit.RabbitServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class RabbitSpeedTest extends SpeedContract {

    private RabbitServer rabbit;

    @BeforeEach
    void start() {
        rabbit = RabbitServer.start();
    }

    @AfterEach
    void stop() {
        rabbit.close();
    }

    @Override
    String name() {
        return "rabbitmq";
    }

    @Override
    String broker() {
        return rabbit.url();
    }

    @Override
    double expectedRatio() {
        return 4;
    }
}
