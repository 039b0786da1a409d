package dev.lovage.rabbitmq;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerUrl;
import dev.lovage.messaging.Brokers;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.ResultBackendOptions;
import dev.lovage.results.ResultBackendProvider;
import dev.lovage.results.rpc.RpcResultBackendProvider;
import dev.lovage.testkit.Outage;
import dev.lovage.testkit.RabbitServer;
import dev.lovage.testkit.ResultBackendContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

final class RpcResultsTest extends ResultBackendContract {

    private static RabbitServer server;
    private final List<Broker> brokers = new ArrayList<>();

    @BeforeAll
    static void start() {
        server = RabbitServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void closeBrokers() {
        brokers.forEach(Broker::close);
    }

    @Override
    protected ResultBackend open(ResultBackendOptions options) {
        Broker broker = Brokers.open(server.url(), BrokerOptions.defaults());
        brokers.add(broker);
        ResultBackendProvider provider = new RpcResultBackendProvider();
        return provider.open(
                List.of(BrokerUrl.parse("rpc://")),
                new ResultBackendOptions(
                        options.expires(),
                        options.extended(),
                        options.persistent(),
                        options.zone(),
                        options.transportOptions(),
                        () -> broker,
                        options.clock()));
    }

    @Override
    protected Optional<Outage> outage() {
        return Optional.of(server.outage());
    }

    @Override
    protected boolean shared() {
        return false;
    }

    @Override
    protected boolean complete() {
        return false;
    }
}
