package dev.lovage.jdbc;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerProvider;
import dev.lovage.messaging.BrokerUrl;
import dev.lovage.messaging.virtual.QueueStore;
import dev.lovage.messaging.virtual.VirtualBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Opens {@code sqla+sqlite:///file.db} (relative) and {@code sqla+sqlite:////folder/file.db} (absolute), in Kombu's tables.
 *
 * <p>Transport options: {@code visibility_timeout} (seconds a message is held without a sign of life, 60),
 * {@code synchronous} ({@code normal}, or {@code full} to outlive power failures), {@code busy_timeout} (seconds, 5),
 * {@code queue_tablename}, {@code message_tablename}. Thread-safe.
 */
public final class JdbcBrokerProvider implements BrokerProvider {

    private static final Duration LEASE = Duration.ofSeconds(60);

    @Override
    public Set<String> schemes() {
        return Set.of("sqla+sqlite", "sqlalchemy+sqlite", "sqlite");
    }

    @Override
    public Broker open(List<BrokerUrl> urls, BrokerOptions options) {
        return VirtualBroker.over(urls.stream().map(url -> store(url, options)).toList(), options);
    }

    static QueueStore store(BrokerUrl url, BrokerOptions options) {
        Map<String, Object> given = options.transportOptions();
        Duration lease = Options.seconds(given, "visibility_timeout", LEASE);
        if (lease.toMillis() < 1) {
            throw new IllegalArgumentException("The transport option visibility_timeout must be above 0 s");
        }
        TableNames names = new TableNames(
                Options.text(given, "queue_tablename", TableNames.KOMBU.queues()),
                Options.text(given, "message_tablename", TableNames.KOMBU.messages()));
        Dialect dialect = new SqliteDialect(SqliteFile.of(url), SqliteOptions.of(given), options.clock());
        return new JdbcQueueStore(url.redacted(), dialect, names, lease, options.clock());
    }
}
