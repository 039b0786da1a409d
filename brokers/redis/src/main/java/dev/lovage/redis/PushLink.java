package dev.lovage.redis;

import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * One life of a connection on which the server speaks unasked: from connecting to the first fault. Thread-safe.
 *
 * <p>It sends a PING at every heartbeat, so that a peer that fell silent is noticed after twice that.
 */
final class PushLink implements AutoCloseable {

    private final Duplex connection;
    private final RedisConnector connector;
    /** What becomes of a command. Told on the reading thread; of a loss perhaps twice, and on the sending one. */
    interface Reply {
        void came(Object value);

        default void lost(RuntimeException cause) {}
    }

    private final Queue<Reply> awaited = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Connects. {@code onPush} is called on the thread that runs {@link #readUntilLost}. */
    PushLink(RedisConnector connector, Consumer<List<Object>> onPush) {
        this.connector = connector;
        connection = connector.openDuplex();
        connection.onPush(onPush);
        pingLater();
    }

    /** Sends a command. */
    void send(CommandArguments command, Reply reply) {
        send(List.of(command), reply);
    }

    /** Sends commands of which only the last one is answered by a reply: subscribing is answered by a push. */
    void send(List<CommandArguments> commands, Reply reply) {
        try {
            connection.write(commands, () -> awaited.add(reply));
        } catch (RuntimeException e) {
            close();
            reply.lost(e);
        }
        if (closed.get()) {
            reply.lost(new JedisConnectionException("The connection was lost"));
        }
    }

    /** Sends commands that no reply answers. */
    void tell(CommandArguments command) {
        try {
            connection.write(List.of(command), () -> {});
        } catch (RuntimeException e) {
            close();
        }
    }

    /** Reads until the connection is lost or closed, and answers what ended it, as those who await a reply are told. */
    RuntimeException readUntilLost() {
        try {
            while (true) {
                Object reply = connection.read();
                Reply waiting = awaited.poll();
                if (waiting != null) {
                    waiting.came(reply);
                }
            }
        } catch (RuntimeException e) {
            // An error reply ends it too: on this connection it means that the server will not do what we ask.
            close();
            for (Reply waiting = awaited.poll(); waiting != null; waiting = awaited.poll()) {
                waiting.lost(e);
            }
            return e;
        }
    }

    boolean isClosed() {
        return closed.get();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                connection.forceDisconnect();
            } catch (IOException | RuntimeException e) {
                return; // It is gone either way.
            }
        }
    }

    private void pingLater() {
        CompletableFuture.delayedExecutor(connector.heartbeat().toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (!closed.get()) {
                        send(new CommandArguments(Command.PING), pong -> {});
                        pingLater();
                    }
                });
    }
}
