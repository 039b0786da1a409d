package dev.lovage.jdbc;

import dev.lovage.messaging.BrokerUrl;
import java.nio.file.Path;

/** Finds the file in a URL, as SQLAlchemy does: three slashes before a relative path, four before an absolute one. */
final class SqliteFile {

    private SqliteFile() {}

    static Path of(BrokerUrl url) {
        if (!url.host().isEmpty()) {
            throw new IllegalArgumentException(url.redacted() + " names a host, and SQLite is a file: write "
                    + url.scheme() + ":///file.db (relative) or " + url.scheme() + ":////folder/file.db (absolute)");
        }
        String file = url.path().startsWith("/") ? url.path().substring(1) : url.path();
        if (file.isEmpty() || file.equals(":memory:")) {
            throw new IllegalArgumentException(url.redacted()
                    + " is a database in the memory of one connection, which no "
                    + "other process sees: name a file, as in " + url.scheme() + ":///file.db, or use memory://");
        }
        return Path.of(file).toAbsolutePath().normalize();
    }
}
