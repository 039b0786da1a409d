package dev.lovage.examples.steps;

import dev.lovage.testkit.RabbitServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RabbitRawMessagesTest extends RawMessagesContract {

    private static RabbitServer rabbit;

    @BeforeAll
    static void start() {
        rabbit = RabbitServer.start();
    }

    @AfterAll
    static void stop() {
        rabbit.close();
    }

    @Override
    String broker() {
        return rabbit.url();
    }
}
