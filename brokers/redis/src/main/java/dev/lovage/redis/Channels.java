package dev.lovage.redis;

import dev.lovage.messaging.Backoff;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Listens to a changing set of channels on one connection, over lost connections too. Thread-safe.
 *
 * <p>What is said while the connection is away is lost, as always with Redis; {@code onReconnected} tells when to look.
 */
final class Channels implements AutoCloseable {

    /** Plain channels, or patterns of such. */
    enum Kind {
        PLAIN(Command.SUBSCRIBE, Command.UNSUBSCRIBE, "message"),
        PATTERN(Command.PSUBSCRIBE, Command.PUNSUBSCRIBE, "pmessage");

        private final Command join;
        private final Command leave;
        private final String push;

        Kind(Command join, Command leave, String push) {
            this.join = join;
            this.leave = leave;
            this.push = push;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Channels.class);

    private final RedisConnector connector;
    private final Kind kind;
    private final BiConsumer<String, byte[]> onMessage;
    private final Runnable onReconnected;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<String> wanted = new HashSet<>();
    private final List<Runnable> unconfirmed = new ArrayList<>();
    private @Nullable PushLink link;
    private @Nullable Thread reader;
    private boolean closed;

    /**
     * Listens to nothing yet.
     *
     * @param onMessage is given the channel, or the pattern, as it was asked for, and what was said
     */
    Channels(RedisConnector connector, Kind kind, BiConsumer<String, byte[]> onMessage, Runnable onReconnected) {
        this.connector = connector;
        this.kind = kind;
        this.onMessage = onMessage;
        this.onReconnected = onReconnected;
    }

    /** Listens to these too; runs {@code onAgreed} once the server has agreed, now or after a reconnect. */
    void join(Collection<String> names, Runnable onAgreed) {
        lock.lock();
        try {
            wanted.addAll(names);
            unconfirmed.add(onAgreed);
            if (link != null) {
                subscribe(link, names, () -> confirm(List.of(onAgreed)));
            }
            startReader();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void leave(Collection<String> names) {
        lock.lock();
        try {
            wanted.removeAll(Set.copyOf(names));
            if (link != null && !names.isEmpty()) {
                link.tell(command(kind.leave, names));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (link != null) {
                link.close();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void startReader() {
        if (reader == null && !closed) {
            reader = new Thread(this::listen, "lovage-redis-channels");
            reader.setDaemon(true);
            reader.start();
        }
    }

    private void listen() {
        Backoff backoff = new Backoff(new SplittableRandom());
        boolean first = true;
        boolean said = false;
        while (awaitWanted()) {
            RuntimeException end;
            try (PushLink now = new PushLink(connector, this::onPush)) {
                resubscribe(now, first);
                first = false;
                said = false;
                backoff.reset();
                end = now.readUntilLost();
            } catch (RuntimeException e) {
                end = e;
            }
            if (lost() && !said) {
                LOG.warn(
                        "Not listening: {}; trying again",
                        RedisErrors.translate(end, connector.address().toString())
                                .getMessage());
                said = true;
            }
            pause(backoff.next().toNanos());
        }
    }

    private boolean awaitWanted() {
        lock.lock();
        try {
            while (!closed && wanted.isEmpty()) {
                changed.awaitUninterruptibly();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void resubscribe(PushLink now, boolean first) {
        lock.lock();
        try {
            if (closed) {
                throw new JedisConnectionException("closed");
            }
            link = now;
            List<Runnable> agreements = List.copyOf(unconfirmed);
            subscribe(now, wanted, () -> {
                confirm(agreements);
                if (!first) {
                    onReconnected.run();
                }
            });
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the link; answers whether it was lost rather than closed. */
    private boolean lost() {
        lock.lock();
        try {
            link = null;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Waits before the next try; not when closed. */
    private void pause(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** The reply to the PING comes after the server has subscribed us. */
    private void subscribe(PushLink to, Collection<String> names, Runnable onAgreed) {
        List<CommandArguments> commands = new ArrayList<>();
        if (!names.isEmpty()) {
            commands.add(command(kind.join, names));
        }
        commands.add(new CommandArguments(Command.PING));
        to.send(commands, pong -> onAgreed.run());
    }

    private void confirm(List<Runnable> agreements) {
        lock.lock();
        try {
            unconfirmed.removeAll(agreements);
        } finally {
            lock.unlock();
        }
        agreements.forEach(Runnable::run);
    }

    private void onPush(List<Object> push) {
        if (push.size() >= 3 && text(push.get(0)).equals(kind.push)) {
            try {
                onMessage.accept(text(push.get(1)), (byte[]) push.get(push.size() - 1));
            } catch (RuntimeException e) {
                LOG.warn("A listener of {} failed", connector.address(), e);
            }
        }
    }

    private static CommandArguments command(Command command, Collection<String> names) {
        CommandArguments arguments = new CommandArguments(command);
        names.forEach(arguments::add);
        return arguments;
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }
}
