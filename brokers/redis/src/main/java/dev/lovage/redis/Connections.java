package dev.lovage.redis;

import dev.lovage.messaging.BrokerException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisDataException;

/** Connections for commands, each used by one call at a time and kept for the next. Thread-safe. */
final class Connections implements AutoCloseable {

    private static final long TRUSTED_NANOS = Duration.ofSeconds(1).toNanos();

    private final RedisConnector connector;
    private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();
    private final Set<Connection> used = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Connections(RedisConnector connector) {
        this.connector = connector;
    }

    /** The server for people, without the password. */
    String server() {
        return connector.address().toString();
    }

    /** Does some work on a connection and translates what goes wrong. */
    <T> T call(Function<Connection, T> work) {
        return call(connector.connectTimeout(), work);
    }

    <T> T call(Duration connectTimeout, Function<Connection, T> work) {
        try {
            Connection connection = take(connectTimeout);
            boolean sound = false;
            try {
                T answer = work.apply(connection);
                sound = true;
                return answer;
            } catch (JedisDataException e) {
                sound = true; // An error reply; the connection itself is fine.
                throw e;
            } finally {
                giveBack(connection, sound);
            }
        } catch (RuntimeException e) {
            throw RedisErrors.translate(e, server());
        }
    }

    @Override
    public void close() {
        closed = true;
        used.forEach(Connections::cut);
        dropIdle();
    }

    private Connection take(Duration connectTimeout) {
        if (closed) {
            throw new BrokerException("The link to " + server() + " is closed");
        }
        Connection connection = reusable();
        if (connection == null) {
            connection = connector.open(connectTimeout);
        }
        used.add(connection);
        return connection;
    }

    /** An idle connection that answers. One that lay for a while is asked first: the server may have restarted. */
    private @org.jspecify.annotations.Nullable Connection reusable() {
        Idle candidate = idle.pollFirst();
        if (candidate == null) {
            return null;
        }
        if (connector.clock().nanoTime() - candidate.since < TRUSTED_NANOS || answers(candidate.connection)) {
            return candidate.connection;
        }
        cut(candidate.connection);
        dropIdle();
        return null;
    }

    private static boolean answers(Connection connection) {
        try {
            return connection.ping();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private void giveBack(Connection connection, boolean sound) {
        used.remove(connection);
        if (sound && !closed && !connection.isBroken()) {
            idle.addFirst(new Idle(connection, connector.clock().nanoTime()));
            return;
        }
        cut(connection);
        dropIdle(); // What happened to one has probably happened to all.
    }

    private void dropIdle() {
        for (Idle next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
            cut(next.connection);
        }
    }

    private static void cut(Connection connection) {
        try {
            connection.forceDisconnect();
        } catch (IOException | RuntimeException e) {
            return; // It is gone either way.
        }
    }

    private record Idle(Connection connection, long since) {}
}
