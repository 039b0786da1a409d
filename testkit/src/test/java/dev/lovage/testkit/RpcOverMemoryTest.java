package dev.lovage.testkit;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerUrl;
import dev.lovage.messaging.Brokers;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.ResultBackendOptions;
import dev.lovage.results.rpc.RpcResultBackendProvider;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Replies need no AMQP: a broker over a queue store will do. */
final class RpcOverMemoryTest extends ResultBackendContract {

    private final Broker broker = Brokers.open("memory://", BrokerOptions.defaults());

    @AfterEach
    void closeBroker() {
        broker.close();
    }

    @Override
    protected ResultBackend open(ResultBackendOptions options) {
        ResultBackendOptions withBroker = new ResultBackendOptions(
                options.expires(),
                options.extended(),
                options.persistent(),
                options.zone(),
                options.transportOptions(),
                () -> broker,
                options.clock());
        return new RpcResultBackendProvider().open(List.of(BrokerUrl.parse("rpc://")), withBroker);
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
