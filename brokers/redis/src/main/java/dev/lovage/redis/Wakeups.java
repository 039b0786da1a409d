package dev.lovage.redis;

import dev.lovage.messaging.BrokerException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * Waits until one of some lists has something, without taking anything and without asking twice.
 *
 * <p>On a connection with client tracking the server remembers the keys that we asked about and says once when one of them is
 * written to, by whomever. So one EXISTS over all lists both looks and arms; any number of waits share the connection.
 * (Tracking in broadcast mode would do too, but its prefix {@code celery} also matches every {@code celery-task-meta-…}.)
 */
final class Wakeups implements AutoCloseable {

    private final RedisConnector connector;
    private final Set<Waiting> waits = ConcurrentHashMap.newKeySet();
    private final ReentrantLock connecting = new ReentrantLock();
    private volatile @Nullable PushLink current;
    private volatile boolean closed;

    Wakeups(RedisConnector connector) {
        this.connector = connector;
    }

    /** Returns when one of these lists may have something, or the time is up. */
    void await(List<String> lists, Duration timeout) throws InterruptedException {
        Waiting waiting = new Waiting(Set.copyOf(lists));
        waits.add(waiting);
        try {
            CommandArguments exists = new CommandArguments(Command.EXISTS);
            lists.forEach(exists::add);
            link().send(exists, waiting);
            waiting.await(timeout);
        } catch (RuntimeException e) {
            throw RedisErrors.translate(e, connector.address().toString());
        } finally {
            waits.remove(waiting);
        }
    }

    @Override
    public void close() {
        closed = true;
        PushLink link = current;
        if (link != null) {
            link.close();
        }
        waits.forEach(Waiting::wake);
    }

    private PushLink link() {
        connecting.lock();
        try {
            PushLink link = current;
            if (link == null || link.isClosed()) {
                link = connect();
                current = link;
            }
            if (closed) {
                link.close();
                throw new BrokerException("The link to " + connector.address() + " is closed");
            }
            return link;
        } finally {
            connecting.unlock();
        }
    }

    private PushLink connect() {
        PushLink link = new PushLink(connector, this::onPush);
        Thread reader = new Thread(() -> read(link), "lovage-redis-wakeups");
        reader.setDaemon(true);
        reader.start();
        link.send(new CommandArguments(Command.CLIENT).add("TRACKING").add("ON"), ok -> {});
        return link;
    }

    private void read(PushLink link) {
        RuntimeException end = link.readUntilLost();
        waits.forEach(waiting -> waiting.lost(end));
    }

    private void onPush(List<Object> push) {
        if (!push.isEmpty() && push.get(0) instanceof byte[] type && text(type).equals("invalidate")) {
            Object keys = push.get(1);
            waits.forEach(waiting -> waiting.onWritten(keys));
        }
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }

    /** One wait. Its state is set by the reading thread only. */
    private static final class Waiting implements PushLink.Reply {

        private final Set<String> lists;
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile boolean armed;
        private volatile @Nullable RuntimeException failure;

        Waiting(Set<String> lists) {
            this.lists = lists;
        }

        @Override
        public void came(Object existing) {
            if (existing instanceof Long count && count == 0) {
                armed = true;
            } else {
                wake();
            }
        }

        /** {@code keys} is null when the whole database was emptied. */
        void onWritten(@Nullable Object keys) {
            if (armed
                    && keys instanceof List<?> written
                    && written.stream().anyMatch(key -> lists.contains(text(key)))) {
                wake();
            }
        }

        @Override
        public void lost(RuntimeException cause) {
            failure = cause;
            wake();
        }

        void wake() {
            done.countDown();
        }

        void await(Duration timeout) throws InterruptedException {
            boolean woken = done.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
            RuntimeException error = failure;
            if (woken && error != null) {
                throw error;
            }
        }
    }
}
