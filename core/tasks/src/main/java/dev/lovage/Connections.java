package dev.lovage;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.Brokers;
import dev.lovage.messaging.Clock;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.ResultBackendOptions;
import dev.lovage.results.ResultBackends;
import dev.lovage.settings.Embedded;
import dev.lovage.settings.Settings;
import java.util.Optional;
import java.util.function.Supplier;

/** Opens what settings say: for apps, workers and the command line alike. */
public final class Connections {

    private Connections() {}

    /** The options of a broker link, as the settings have them. */
    public static BrokerOptions options(Settings settings, String clientName, Clock clock) {
        return BrokerOptions.defaults()
                .withClientName(clientName)
                .withConnectTimeout(settings.brokerConnectionTimeout())
                .withPublishTimeout(settings.publishTimeout())
                .withHeartbeat(settings.brokerHeartbeat())
                .withTransportOptions(settings.brokerTransportOptions())
                .withClock(clock);
    }

    /** The broker that messages are published to; {@code options} from {@link #options}. */
    public static Broker toWrite(Settings settings, BrokerOptions options) {
        return open(settings, settings.brokerWriteUrl(), options);
    }

    /** The broker that a worker consumes from; {@code options} from {@link #options}. */
    public static Broker toRead(Settings settings, BrokerOptions options) {
        return open(settings, settings.brokerReadUrl(), options);
    }

    /**
     * The result backend, if one is configured.
     *
     * @param broker the app's broker, for {@code rpc://}
     */
    public static Optional<ResultBackend> results(Settings settings, Supplier<Broker> broker, Clock clock) {
        if (settings.embedded()) {
            Embedded.prepare(settings.folder());
        }
        ResultBackendOptions options = new ResultBackendOptions(
                settings.resultExpires(),
                settings.resultExtended(),
                settings.resultPersistent(),
                settings.timezone(),
                settings.resultBackendTransportOptions(),
                broker,
                clock);
        return settings.resultBackend().flatMap(url -> ResultBackends.open(url, options));
    }

    private static Broker open(Settings settings, String url, BrokerOptions options) {
        if (settings.embedded()) {
            Embedded.prepare(settings.folder());
        }
        return Brokers.open(url, options);
    }
}
