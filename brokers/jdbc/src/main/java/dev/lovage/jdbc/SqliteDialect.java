package dev.lovage.jdbc;

import dev.lovage.jdbc.SqliteOptions.Durability;
import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.BusyHandler;
import org.sqlite.JDBC;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite: a file, shared by the processes of one machine, in write-ahead mode. */
final class SqliteDialect implements Dialect {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteDialect.class);

    private final Path file;
    private final SqliteOptions options;
    private final Clock clock;

    SqliteDialect(Path file, SqliteOptions options, Clock clock) {
        this.file = file;
        this.options = options;
        this.clock = clock;
    }

    @Override
    public String describe() {
        return "SQLite file " + file;
    }

    @Override
    public Session open(Use use) throws SQLException {
        makeFolder();
        DriverFolder.prepare(clock);
        Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, new Properties());
        Session session = new Session(connection);
        try {
            BusyHandler.setHandler(connection, new PatientHandler(clock, options.busyTimeout()));
            if (use == Use.WRITE) {
                writeAhead(session);
                session.execute(
                        "PRAGMA synchronous = " + (options.durability() == Durability.FULL ? "FULL" : "NORMAL"));
                // After a burst the log file shrinks again.
                session.execute("PRAGMA journal_size_limit = 16777216");
            } else {
                session.execute("PRAGMA query_only = 1");
            }
            return session;
        } catch (SQLException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public String begin() {
        return "BEGIN IMMEDIATE";
    }

    @Override
    public String identity() {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return key == null ? "present" : key.toString();
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public List<String> queueTables(TableNames names) {
        return SqliteTables.queues(names);
    }

    @Override
    public List<String> resultTables() {
        return SqliteTables.results();
    }

    @Override
    public String nowMillis() {
        return "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
    }

    @Override
    public String redelivered(String column) {
        return "CASE WHEN json_valid(" + column + ") AND json_type(" + column
                + ", '$.properties.delivery_info') = 'object'"
                + " THEN json_set(" + column + ", '$.properties.delivery_info.redelivered', json('true'))"
                + " ELSE " + column + " END";
    }

    @Override
    public Bell bell() {
        makeFolder();
        return FileBell.on(file);
    }

    @Override
    public long changes(Session session) throws SQLException {
        Optional<Long> version = session.first("PRAGMA data_version", row -> row.getLong(1));
        return version.orElse(0L);
    }

    @Override
    public Duration busyTimeout() {
        return options.busyTimeout();
    }

    @Override
    public boolean isBusy(SQLException failure) {
        return code(failure) == SQLiteErrorCode.SQLITE_BUSY.code || code(failure) == SQLiteErrorCode.SQLITE_LOCKED.code;
    }

    @Override
    public BrokerException explain(String action, SQLException failure) {
        String where = "Could not " + action + ": " + describe();
        int code = code(failure);
        if (isBusy(failure)) {
            return new BrokerUnavailableException(
                    where + " stayed locked by another process for "
                            + options.busyTimeout().toMillis()
                            + " ms (transport option busy_timeout). Does somebody hold a"
                            + " transaction open, as an interactive sqlite3 or a backup does?",
                    failure);
        }
        if (code == SQLiteErrorCode.SQLITE_NOTADB.code || code == SQLiteErrorCode.SQLITE_CORRUPT.code) {
            return new BrokerException(
                    where + " is no SQLite database, or is damaged. Check the path; to go on, restore a"
                            + " copy, or move the file and its -wal and -shm away and start with a new one",
                    failure);
        }
        if (code == SQLiteErrorCode.SQLITE_READONLY.code || code == SQLiteErrorCode.SQLITE_PERM.code) {
            return new BrokerException(
                    where + " is not writable. This user needs the right to write to the file, its -wal"
                            + " and -shm, and their folder",
                    failure);
        }
        if (code == SQLiteErrorCode.SQLITE_FULL.code) {
            return new BrokerUnavailableException(where + " can't grow: the disk is full. Make room", failure);
        }
        if (code == SQLiteErrorCode.SQLITE_CANTOPEN.code) {
            return new BrokerUnavailableException(
                    where + " can't be opened. Does its folder exist, and may this user write" + " to it?", failure);
        }
        if (code == SQLiteErrorCode.SQLITE_IOERR.code) {
            return new BrokerUnavailableException(
                    where + " can't be read or written: " + failure.getMessage(), failure);
        }
        return new BrokerException(where + " refused: " + failure.getMessage(), failure);
    }

    /** The embedded default lies in a folder of its own; anything deeper that is missing is more likely a mistyped path. */
    private void makeFolder() {
        Path folder = file.getParent();
        if (folder == null || Files.isDirectory(folder)) {
            return;
        }
        try {
            Files.createDirectory(folder);
        } catch (IOException e) {
            throw new BrokerUnavailableException(
                    describe() + " can't be made: there is no folder " + folder + ", and making it failed", e);
        }
    }

    private void writeAhead(Session session) throws SQLException {
        String mode =
                session.first("PRAGMA journal_mode", row -> row.getString(1)).orElse("");
        if (mode.equalsIgnoreCase("wal")) {
            return;
        }
        mode = session.first("PRAGMA journal_mode = WAL", row -> row.getString(1))
                .orElse("");
        if (!mode.equalsIgnoreCase("wal")) {
            LOG.warn("{} stays in journal mode '{}': readers and writers will wait for each other", describe(), mode);
        }
    }

    private static int code(SQLException failure) {
        // The low byte is the primary code, the rest tells the circumstances.
        return failure instanceof SQLiteException sqlite
                ? sqlite.getResultCode().code & 0xff
                : failure.getErrorCode() & 0xff;
    }
}
