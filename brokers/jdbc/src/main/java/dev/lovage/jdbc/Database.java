package dev.lovage.jdbc;

import dev.lovage.jdbc.Dialect.Use;
import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.Clock;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A database in use: one session that writes, one that reads, opened when needed and anew after a failure. Thread-safe.
 *
 * <p>A fixed pair instead of a pool, since SQLite lets one transaction write at a time and never makes a reader wait.
 */
final class Database implements AutoCloseable {

    private static final long BUSY_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

    // Writers of one JVM (the queues and the results of a worker are often in one file) queue up here in turn, which is
    // fairer and quicker than SQLite's waiting for its file lock by polling.
    private static final Map<String, ReentrantLock> WRITE_TURNS = new ConcurrentHashMap<>();

    private final Dialect dialect;
    private final Clock clock;
    private final List<String> tables;
    private final ReentrantLock writeTurn;
    private final ReentrantLock readTurn = new ReentrantLock();
    private @Nullable Link writer;
    private @Nullable Link reader;
    private volatile boolean prepared;
    private volatile boolean closed;

    /** Describes a database; connects nothing. {@code tables} are made with the first connection. */
    Database(Dialect dialect, List<String> tables, Clock clock) {
        this.dialect = dialect;
        this.clock = clock;
        this.tables = tables;
        this.writeTurn = WRITE_TURNS.computeIfAbsent(dialect.describe(), name -> new ReentrantLock(true));
    }

    /** A session, and which database it was opened on. */
    private record Link(Session session, String identity) {}

    /** What to do with a session. */
    interface Work<T> {
        T on(Session session) throws SQLException;
    }

    Dialect dialect() {
        return dialect;
    }

    /** Runs this in one transaction that holds the right to write from its beginning. */
    <T> T write(String action, Work<T> work) {
        writeTurn.lock();
        try {
            long start = clock.nanoTime();
            while (true) {
                try {
                    return transaction(work);
                } catch (SQLException e) {
                    // Most of the waiting is the database's own; some conflicts it reports at once.
                    if (!dialect.isBusy(e)
                            || clock.nanoTime() - start > dialect.busyTimeout().toNanos()) {
                        throw dialect.explain(action, e);
                    }
                    LockSupport.parkNanos(BUSY_PAUSE);
                }
            }
        } finally {
            writeTurn.unlock();
        }
    }

    /** Runs this outside of any transaction, without waiting for writers. */
    <T> T read(String action, Work<T> work) {
        if (!prepared) {
            write(action, session -> 0);
        }
        readTurn.lock();
        try {
            Link link = reader = linked(reader, Use.READ);
            try {
                return work.on(link.session());
            } catch (SQLException e) {
                link.session().close();
                reader = null;
                throw e;
            }
        } catch (SQLException e) {
            throw dialect.explain(action, e);
        } finally {
            readTurn.unlock();
        }
    }

    /** A session of its own for a caller that closes it. */
    Session session() throws SQLException {
        return dialect.open(Use.READ);
    }

    @Override
    public void close() {
        closed = true;
        readTurn.lock();
        try {
            reader = closed(reader);
        } finally {
            readTurn.unlock();
        }
        writeTurn.lock();
        try {
            writer = closed(writer);
        } finally {
            writeTurn.unlock();
        }
    }

    private <T> T transaction(Work<T> work) throws SQLException {
        Link link = writer = linked(writer, Use.WRITE);
        try {
            link.session().update(dialect.begin());
            if (!prepared) {
                for (String ddl : tables) {
                    link.session().execute(ddl);
                }
            }
            T result = work.on(link.session());
            stillThere(link);
            link.session().update("COMMIT");
            prepared = true;
            return result;
        } catch (SQLException | RuntimeException e) {
            // Closing rolls back, whatever the state of the transaction.
            writer = closed(link);
            throw e;
        }
    }

    private Link linked(@Nullable Link link, Use use) throws SQLException {
        if (closed) {
            throw new BrokerException(dialect.describe() + " was closed by this program; open it anew to go on");
        }
        if (link != null) {
            stillThere(link);
            return link;
        }
        Session session = dialect.open(use);
        return new Link(session, dialect.identity());
    }

    /** A file that was deleted or replaced under an open connection would take, and lose, all that is written. */
    private void stillThere(Link link) {
        String now = dialect.identity();
        if (link.identity().equals(now)) {
            return;
        }
        prepared = false;
        link.session().close();
        if (link.equals(writer)) {
            writer = null;
        } else {
            reader = null;
        }
        throw new BrokerUnavailableException(
                dialect.describe() + " was " + (now.isEmpty() ? "removed" : "replaced")
                        + " while it was in use, and what lay in it is gone with it; the next try opens "
                        + (now.isEmpty() ? "a new one" : "the one that is there now"),
                null);
    }

    private static @Nullable Link closed(@Nullable Link link) {
        if (link != null) {
            link.session().close();
        }
        return null;
    }
}
