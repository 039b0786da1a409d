package dev.lovage.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;

/**
 * Puts back what dead workers held.
 *
 * <p>Entries of ours say their lease themselves. Those of kombu's workers, which never renew, are left alone for kombu's
 * visibility timeout, and only looked at under kombu's lock, as kombu's workers do.
 */
final class Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
    private static final Duration KOMBU_VISIBILITY = Duration.ofHours(1);
    private static final int AT_ONCE = 200;
    /** How long the lock outlives us; kombu's 300 s would keep everybody from restoring if we died with it. */
    private static final int LOCK_MILLIS = 10_000;

    private static final Script EXPIRED = Script.load("expired");
    private static final Script RESTORE = Script.load("restore");
    private static final Script UNLOCK = Script.load("unlock");

    private final Connections connections;
    private final RedisKeys keys;
    private final Duration lease;
    private final Duration foreignLease;

    /**
     * Sweeps for a store with this lease.
     *
     * @param visibilityTimeout what kombu's workers wait, where the user said it
     */
    Sweep(Connections connections, RedisKeys keys, Duration lease, Optional<Duration> visibilityTimeout) {
        this.connections = connections;
        this.keys = keys;
        this.lease = lease;
        this.foreignLease = visibilityTimeout.orElse(KOMBU_VISIBILITY);
    }

    /** Answers how many were put back. */
    int run() {
        return connections.call(connection -> {
            String token = UUID.randomUUID().toString();
            boolean locked = lock(connection, token);
            try {
                return restoreAll(connection, locked);
            } finally {
                if (locked) {
                    UNLOCK.run(connection, List.of(keys.mutex()), List.of(token));
                }
            }
        });
    }

    private int restoreAll(Connection connection, boolean foreignToo) {
        int restored = 0;
        while (true) {
            List<Row> rows = expired(connection, foreignToo);
            if (rows.isEmpty()) {
                return restored;
            }
            List<Object> arguments = new ArrayList<>();
            rows.forEach(row -> row.addTo(arguments));
            int done = rows.size() - ((List<?>) RESTORE.run(connection, keys.ledgers(), arguments)).size();
            restored += done;
            if (done == 0 || rows.size() < AT_ONCE) {
                return restored;
            }
        }
    }

    private boolean lock(Connection connection, String token) {
        CommandArguments set = new CommandArguments(Command.SET)
                .add(keys.mutex())
                .add(token)
                .add("NX")
                .add("PX")
                .add(LOCK_MILLIS);
        return Pipelines.run(connection, List.of(set)).get(0) instanceof byte[];
    }

    private List<Row> expired(Connection connection, boolean foreignToo) {
        List<?> found = (List<?>) EXPIRED.run(
                connection,
                keys.ledgers(),
                List.of(
                        lease.toMillis(),
                        Math.max(lease.toMillis(), foreignLease.toMillis()),
                        AT_ONCE,
                        foreignToo ? "1" : "0"));
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i + 2 < found.size(); i += 3) {
            row(connection, text(found.get(i)), text(found.get(i + 1)), (byte[]) found.get(i + 2))
                    .ifPresent(rows::add);
        }
        return rows;
    }

    private Optional<Row> row(Connection connection, String tag, String score, byte[] text) {
        if (LeaseTag.isOdd(tag)) {
            return Optional.of(new Row(tag, score, text, List.of(LeaseTag.list(tag))));
        }
        Optional<Redelivery.Entry> read = Redelivery.Entry.parse(text);
        if (read.isEmpty() && LeaseTag.isOurs(tag)) { // Whoever took it died before it could set it aside.
            return Redelivery.unwrap(text).map(message -> new Row(tag, score, message, List.of(LeaseTag.list(tag))));
        }
        if (read.isEmpty()) {
            LOG.warn("Entry '{}' of {} is none of kombu's and can't be put back; it stays there", tag, keys.unacked());
            return Optional.empty();
        }
        Redelivery.Entry entry = read.get();
        byte[] message = Redelivery.mark(entry.message(), entry.deliveryCount() + 1);
        List<String> lists = LeaseTag.isOurs(tag) ? List.of(LeaseTag.list(tag)) : listsOf(connection, entry);
        return Optional.of(new Row(tag, score, message, lists));
    }

    /** Where kombu would put it: all queues that its routing key leads to. */
    private List<String> listsOf(Connection connection, Redelivery.Entry entry) {
        List<String> queues = new ArrayList<>();
        if (!entry.exchange().isEmpty()) {
            CommandArguments members = new CommandArguments(Command.SMEMBERS).add(keys.bindings(entry.exchange()));
            for (Object member :
                    (List<?>) Pipelines.run(connection, List.of(members)).get(0)) {
                keys.binding(text(member))
                        .filter(binding -> binding.matches(entry.routingKey()))
                        .ifPresent(binding -> queues.add(binding.binding().queue()));
            }
        }
        if (queues.isEmpty()) { // Kombu would drop it here.
            queues.add(entry.routingKey().isEmpty() ? entry.exchange() : entry.routingKey());
        }
        return queues.stream()
                .distinct()
                .map(queue -> keys.list(queue, entry.priority()))
                .toList();
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, UTF_8);
    }

    /** One entry to put back, if its score is still this. */
    private record Row(String tag, String score, byte[] message, List<String> lists) {
        void addTo(List<Object> arguments) {
            arguments.addAll(List.of(tag, score, message, lists.size()));
            arguments.addAll(lists);
        }
    }
}
