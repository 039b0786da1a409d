package dev.lovage.results;

import static java.util.Objects.requireNonNull;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How to open a result backend, whichever it is.
 *
 * @param expires {@code result_expires}; zero keeps results for ever
 * @param extended {@code result_extended}
 * @param persistent {@code result_persistent}: whether {@code rpc://} replies outlive a restart of the broker
 * @param zone the app's {@code timezone}, UTC by default
 * @param transportOptions {@code result_backend_transport_options}, such as {@code global_keyprefix}
 * @param broker the app's broker, for {@code rpc://}; ask for it only when needed
 */
public record ResultBackendOptions(
        Duration expires,
        boolean extended,
        boolean persistent,
        ZoneId zone,
        Map<String, Object> transportOptions,
        Supplier<Broker> broker,
        Clock clock) {

    public ResultBackendOptions {
        requireNonNull(expires, "expires");
        requireNonNull(zone, "zone");
        transportOptions = Map.copyOf(transportOptions);
        requireNonNull(broker, "broker");
        requireNonNull(clock, "clock");
    }
}
