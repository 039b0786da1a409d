package dev.lovage.examples.chaos;

import dev.lovage.testkit.Outage;
import dev.lovage.testkit.RabbitServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class RabbitChaosTest extends ChaosContract {

    @TempDir
    Path folder;

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

    /** A file: replies over a queue would be gone with the client that waits for them. */
    @Override
    String backend() {
        return "db+sqlite:///" + folder.resolve("results.sqlite");
    }

    @Override
    Outage server() {
        return rabbit.outage();
    }
}
