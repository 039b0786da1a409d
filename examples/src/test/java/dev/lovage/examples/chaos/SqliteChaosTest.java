package dev.lovage.examples.chaos;

import dev.lovage.testkit.Outage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;

class SqliteChaosTest extends ChaosContract {

    @TempDir
    Path folder;

    @Override
    String name() {
        return "sqlite";
    }

    @Override
    String broker() {
        return "sqla+sqlite:///" + folder.resolve("queue.sqlite");
    }

    @Override
    String backend() {
        return "db+sqlite:///" + folder.resolve("results.sqlite");
    }

    /** There is no server to kill: somebody else locks the whole file for a while. */
    @Override
    Outage server() {
        return new Outage() {
            private Connection locking;

            @Override
            public void begin() {
                try {
                    locking = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("queue.sqlite"));
                    try (Statement statement = locking.createStatement()) {
                        statement.execute("PRAGMA busy_timeout = 20000");
                        statement.execute("BEGIN IMMEDIATE");
                        dev.lovage.messaging.Clock.system().sleep(java.time.Duration.ofSeconds(8));
                    }
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void end() {
                try {
                    locking.close();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }
}
