package dev.lovage.jdbc;

import dev.lovage.messaging.BrokerUrl;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.ResultBackendOptions;
import dev.lovage.results.ResultBackendProvider;
import java.util.List;
import java.util.Set;

/**
 * Opens {@code db+sqlite:///file.db} (relative) and {@code db+sqlite:////folder/file.db} (absolute), in Celery's tables.
 *
 * <p>Transport options: {@code synchronous} and {@code busy_timeout} as {@link JdbcBrokerProvider} has them. Thread-safe.
 */
public final class JdbcResultBackendProvider implements ResultBackendProvider {

    @Override
    public Set<String> schemes() {
        return Set.of("db+sqlite", "database+sqlite");
    }

    @Override
    public ResultBackend open(List<BrokerUrl> urls, ResultBackendOptions options) {
        if (urls.size() != 1) {
            throw new IllegalArgumentException(
                    "result_backend names " + urls.size() + " SQLite files; results are in one place, so name one");
        }
        BrokerUrl url = urls.get(0);
        Dialect dialect =
                new SqliteDialect(SqliteFile.of(url), SqliteOptions.of(options.transportOptions()), options.clock());
        return new JdbcResultBackend(url.redacted(), dialect, options);
    }
}
