package dev.lovage.examples.interop;

import dev.lovage.testkit.RabbitServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class RabbitInteropTest extends CeleryInteropContract {

    private static RabbitServer rabbit;

    @BeforeAll
    static void start() {
        rabbit = RabbitServer.start();
    }

    @AfterAll
    static void stop() {
        rabbit.close();
    }

    @BeforeEach
    void empty() {
        rabbit.control("stop_app");
        rabbit.control("reset");
        rabbit.control("start_app");
    }

    @Override
    String broker() {
        return rabbit.url();
    }

    @Override
    String backend() {
        return "rpc://";
    }
}
