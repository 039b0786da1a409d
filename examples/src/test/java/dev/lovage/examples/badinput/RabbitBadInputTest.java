package dev.lovage.examples.badinput;

import dev.lovage.testkit.RabbitServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class RabbitBadInputTest extends BadInputContract {

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
    String broker() {
        return rabbit.url();
    }

    @Override
    String backend() {
        return "db+sqlite:///" + folder.resolve("results.sqlite");
    }
}
