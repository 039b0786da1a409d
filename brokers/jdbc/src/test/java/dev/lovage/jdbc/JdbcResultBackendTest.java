package dev.lovage.jdbc;

import dev.lovage.messaging.BrokerUrl;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.ResultBackendOptions;
import dev.lovage.testkit.Outage;
import dev.lovage.testkit.ResultBackendContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

class JdbcResultBackendTest extends ResultBackendContract {

    @TempDir
    Path folder;

    @Override
    protected ResultBackend open(ResultBackendOptions options) {
        ResultBackendOptions impatient = new ResultBackendOptions(
                options.expires(),
                options.extended(),
                options.persistent(),
                options.zone(),
                Map.of("busy_timeout", 0.1),
                options.broker(),
                options.clock());
        return new JdbcResultBackendProvider().open(List.of(BrokerUrl.parse("db+sqlite:///" + file())), impatient);
    }

    @Override
    protected Optional<Outage> outage() {
        return Optional.of(new HeldFile());
    }

    private Path file() {
        return folder.resolve("results.db");
    }

    /** There is no server that could be away, but somebody may hold the file. */
    private final class HeldFile implements Outage {
        private @Nullable Connection holder;

        @Override
        public void begin() {
            try {
                Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                holder = connection;
                try (Statement statement = connection.createStatement()) {
                    statement.execute("BEGIN IMMEDIATE");
                }
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void end() {
            try {
                if (holder != null) {
                    holder.close();
                }
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
    }
}
