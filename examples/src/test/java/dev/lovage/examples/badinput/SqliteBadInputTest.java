package dev.lovage.examples.badinput;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;

class SqliteBadInputTest extends BadInputContract {

    @TempDir
    Path folder;

    @Override
    String broker() {
        return "sqla+sqlite:///" + folder.resolve("queue.sqlite");
    }

    @Override
    String backend() {
        return "db+sqlite:///" + folder.resolve("results.sqlite");
    }

    @Override
    int garbage() throws Exception {
        String[] entries = {"garbage", "5", "null", "[]", "{}", "{\"body\": 5}"};
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("queue.sqlite"));
                Statement pragma = connection.createStatement();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO kombu_message"
                        + " (visible, payload, version, queue_id)"
                        + " SELECT 1, ?, 1, id FROM kombu_queue WHERE name = 'celery'")) {
            pragma.execute("PRAGMA busy_timeout = 10000");
            for (String entry : entries) {
                insert.setString(1, entry);
                insert.executeUpdate();
            }
        }
        return entries.length;
    }
}
