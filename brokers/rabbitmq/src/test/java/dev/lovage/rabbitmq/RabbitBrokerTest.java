package dev.lovage.rabbitmq;

import dev.lovage.messaging.Queue;
import dev.lovage.testkit.BrokerContract;
import dev.lovage.testkit.Outage;
import dev.lovage.testkit.RabbitServer;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class RabbitBrokerTest extends BrokerContract {

    private static RabbitServer server;

    @BeforeAll
    static void start() {
        server = RabbitServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected String url() {
        return server.url();
    }

    @Override
    protected Optional<Outage> outage() {
        return Optional.of(server.outage());
    }

    @Override
    protected Queue queue(String name) {
        return Queue.named(name).withArgument("x-max-priority", 9);
    }
}
