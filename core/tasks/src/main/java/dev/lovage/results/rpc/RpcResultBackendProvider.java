package dev.lovage.results.rpc;

import dev.lovage.messaging.BrokerUrl;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.ResultBackendOptions;
import dev.lovage.results.ResultBackendProvider;
import java.util.List;
import java.util.Set;

/** Opens {@code rpc://}: results as messages over the app's own broker. */
public final class RpcResultBackendProvider implements ResultBackendProvider {

    @Override
    public Set<String> schemes() {
        return Set.of("rpc");
    }

    @Override
    public ResultBackend open(List<BrokerUrl> urls, ResultBackendOptions options) {
        return new RpcResultBackend(options);
    }
}
