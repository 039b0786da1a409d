package dev.lovage.jdbc;

import dev.lovage.messaging.BrokerException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What differs between databases: how to connect, the tables as SQLAlchemy makes them, and a few words of SQL. Thread-safe. */
interface Dialect {

    /** What a session is for. */
    enum Use {
        WRITE,
        READ
    }

    /** The database, for people; no password in it. */
    String describe();

    /** Opens a connection that commits each statement by itself outside of {@link #begin}. */
    Session open(Use use) throws SQLException;

    /** SQL that begins a transaction with the right to write, waiting for it as long as configured. */
    String begin();

    /**
     * Names the very database that a path or address leads to now: another value after it was replaced, empty when it is
     * gone. Cheap.
     */
    String identity();

    /** Makes those of the queue tables that are not there. Repeatable, inside a transaction. */
    List<String> queueTables(TableNames names);

    /** Makes those of the result tables that are not there. Repeatable, inside a transaction. */
    List<String> resultTables();

    /** SQL for the database's own wall clock in whole milliseconds. */
    String nowMillis();

    /** SQL that marks the envelope in this column as redelivered; one that is no envelope stays as it is. */
    String redelivered(String column);

    /** A bell for whoever waits for changes. */
    Bell bell();

    /** Tells by another value that somebody else committed something since it was asked last. */
    long changes(Session session) throws SQLException;

    /** Says what happened, where, and what to do. */
    BrokerException explain(String action, SQLException failure);

    /** How long a transaction may wait for those of others. */
    Duration busyTimeout();

    /** Whether another try may find the database free. */
    boolean isBusy(SQLException failure);
}
