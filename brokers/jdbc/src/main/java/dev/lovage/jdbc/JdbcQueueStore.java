package dev.lovage.jdbc;

import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.Capability;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.Exchange;
import dev.lovage.messaging.virtual.Binding;
import dev.lovage.messaging.virtual.Claim;
import dev.lovage.messaging.virtual.Push;
import dev.lovage.messaging.virtual.QueueStore;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Queues in Kombu's two tables, with a lease table beside them.
 *
 * <p>Kombu takes a message by making it invisible, for good. So do we, and record a lease in the same transaction; what is
 * invisible without a lease is Kombu's, and never touched. Both ask for the right to write before they look, so that no
 * message is taken twice. A row goes when its message is settled, and becomes visible again at its old place in the queue
 * when its lease ends; how often it was handed out is counted in the lease table.
 */
final class JdbcQueueStore implements QueueStore {

    private static final Set<Capability> CAPABILITIES = Set.of(Capability.DURABLE, Capability.SHARED);
    private static final Duration CLEAN_EVERY = Duration.ofSeconds(60);

    private final String url;
    private final Duration lease;
    private final Clock clock;
    private final Database database;
    private final ChangeWatch watch;
    private final QueueSql sql;
    private final String owner = UUID.randomUUID().toString().substring(0, 18);
    private final AtomicLong claims = new AtomicLong();
    private final AtomicLong cleanAt;

    /** A store that has connected to nothing yet. */
    JdbcQueueStore(String url, Dialect dialect, TableNames names, Duration lease, Clock clock) {
        this.url = url;
        this.lease = lease;
        this.clock = clock;
        this.database = new Database(dialect, dialect.queueTables(names), clock);
        this.watch = new ChangeWatch(database, () -> {});
        this.sql = new QueueSql(dialect, names);
        this.cleanAt = new AtomicLong(clock.nanoTime());
    }

    @Override
    public String describe() {
        return url;
    }

    @Override
    public boolean supports(Capability capability) {
        return CAPABILITIES.contains(capability);
    }

    @Override
    public Duration lease() {
        return lease;
    }

    @Override
    public void connect(Duration timeout) {
        database.write("connect", session -> 0);
    }

    @Override
    public void declare(String queue) {
        if (database.read("look for a queue", session -> session.first(sql.queueId, row -> row.getLong(1), queue))
                .isEmpty()) {
            database.write("declare a queue", session -> session.update(sql.addQueue, queue));
        }
    }

    @Override
    public void delete(String queue) {
        database.write("delete a queue", session -> {
            session.update(sql.deleteLeases, queue);
            session.update(sql.deleteMessages, queue);
            session.update(sql.deleteQueue, queue);
            return session.update(sql.deleteBindings, queue);
        });
    }

    @Override
    public void push(List<Push> batch) {
        database.write("send messages", session -> {
            Map<String, Long> ids = new HashMap<>();
            for (Push push : batch) {
                Long id = ids.get(push.queue());
                if (id == null) {
                    id = queueId(session, push.queue());
                    ids.put(push.queue(), id);
                }
                session.update(sql.push, new String(push.envelope(), StandardCharsets.UTF_8), id);
            }
            return batch.size();
        });
        watch.poke();
    }

    @Override
    public List<Claim> claim(List<String> queues, int max) {
        return hasWaiting(queues)
                ? database.write("claim messages", session -> select(session, queues, max, this::hold))
                : List.of();
    }

    @Override
    public List<Claim> take(List<String> queues, int max) {
        return hasWaiting(queues)
                ? database.write("take messages", session -> select(session, queues, max, this::forget))
                : List.of();
    }

    @Override
    public void await(List<String> queues, Duration timeout) throws InterruptedException {
        long end = clock.nanoTime() + timeout.toNanos();
        while (true) {
            long seen = watch.sequence();
            long left = end - clock.nanoTime();
            if (hasWaiting(queues) || left <= 0) {
                return;
            }
            watch.await(seen, Duration.ofNanos(left));
        }
    }

    @Override
    public Collection<Claim> renew(Collection<Claim> claims) {
        return each(
                "renew leases",
                claims,
                (session, id, token) -> session.update(sql.renew, lease.toMillis(), id, token) == 1);
    }

    @Override
    public Collection<Claim> settle(Collection<Claim> claims) {
        return each("settle messages", claims, (session, id, token) -> {
            if (session.update(sql.release, id, token) == 0) {
                return false;
            }
            session.update(sql.deleteMessage, id);
            return true;
        });
    }

    @Override
    public Collection<Claim> restore(Collection<Claim> claims) {
        Collection<Claim> lost = each("put messages back", claims, this::putBack);
        watch.poke();
        return lost;
    }

    @Override
    public int restoreExpired() {
        clean();
        if (database.read("look for expired leases", session -> session.first(sql.expired, row -> 1))
                .isEmpty()) {
            return 0;
        }
        int restored = database.write("put expired messages back", session -> {
            int count = 0;
            for (Lease expired : session.query(sql.expired, row -> new Lease(row.getLong(1), row.getString(2)))) {
                count += putBack(session, expired.messageId(), expired.token()) ? 1 : 0;
            }
            return count;
        });
        watch.poke();
        return restored;
    }

    @Override
    public long size(String queue) {
        return database.read("count messages", session -> session.first(sql.size, row -> row.getLong(1), queue))
                .orElse(0L);
    }

    @Override
    public long purge(String queue) {
        return database.write("purge a queue", session -> {
            session.update(sql.purgeLeases, queue);
            return session.update(sql.purge, queue);
        });
    }

    /** Kept in a table of ours, so that all Lovage processes route alike; Kombu's know only their own bindings. */
    @Override
    public void bind(Exchange exchange, String routingKey, String queue) {
        if (!bindings(exchange).contains(new Binding(routingKey, queue))) {
            database.write("bind a queue", session -> session.update(sql.bind, exchange.name(), routingKey, queue));
        }
    }

    @Override
    public Set<Binding> bindings(Exchange exchange) {
        return new HashSet<>(database.read(
                "look for bindings",
                session -> session.query(
                        sql.bindings, row -> new Binding(row.getString(1), row.getString(2)), exchange.name())));
    }

    @Override
    public void close() {
        watch.close();
        database.close();
    }

    /** A message that waits. */
    private record Waiting(long id, byte[] envelope, int deliveryCount) {}

    /** A hand-out of a message. */
    private record Lease(long messageId, String token) {}

    /** What to do with a message that is taken; answers the name of the lease. */
    private interface Taking {
        String take(Session session, long messageId) throws SQLException;
    }

    /** What to do with a claim; answers whether its lease was still held. */
    private interface Step {
        boolean apply(Session session, long messageId, String token) throws SQLException;
    }

    private boolean hasWaiting(List<String> queues) {
        return database.read("look for messages", session -> {
            for (String queue : queues) {
                if (session.first(sql.anyWaiting, row -> true, queue).isPresent()) {
                    return true;
                }
            }
            return false;
        });
    }

    private List<Claim> select(Session session, List<String> queues, int max, Taking taking) throws SQLException {
        List<Claim> taken = new ArrayList<>();
        for (String queue : queues) {
            if (taken.size() == max) {
                break;
            }
            List<Waiting> waiting = session.query(
                    sql.waiting,
                    row -> new Waiting(row.getLong(1), row.getBytes(2), row.getInt(3)),
                    queue,
                    max - taken.size());
            for (Waiting message : waiting) {
                String lease = taking.take(session, message.id());
                taken.add(new Claim(queue, lease, message.envelope(), message.deliveryCount()));
            }
        }
        return taken;
    }

    private String hold(Session session, long messageId) throws SQLException {
        String token = owner + "-" + claims.incrementAndGet();
        session.update(sql.hide, messageId);
        session.update(sql.lease, messageId, token, lease.toMillis());
        return messageId + ":" + token;
    }

    private String forget(Session session, long messageId) throws SQLException {
        session.update(sql.deleteMessage, messageId);
        return messageId + ":";
    }

    private boolean putBack(Session session, long messageId, String token) throws SQLException {
        if (session.update(sql.freeLease, messageId, token) == 0) {
            return false;
        }
        session.update(sql.showAgain, messageId);
        return true;
    }

    private Collection<Claim> each(String action, Collection<Claim> claims, Step step) {
        if (claims.isEmpty()) {
            return List.of();
        }
        return database.write(action, session -> {
            List<Claim> lost = new ArrayList<>();
            for (Claim claim : claims) {
                Lease held = held(claim);
                if (!step.apply(session, held.messageId(), held.token())) {
                    lost.add(claim);
                }
            }
            return lost;
        });
    }

    private static Lease held(Claim claim) {
        int colon = claim.lease().indexOf(':');
        try {
            return new Lease(
                    Long.parseLong(claim.lease().substring(0, Math.max(0, colon))),
                    claim.lease().substring(colon + 1));
        } catch (NumberFormatException e) {
            throw new BrokerException("'" + claim.lease() + "' is no lease of a SQL queue store", e);
        }
    }

    private long queueId(Session session, String queue) throws SQLException {
        session.update(sql.addQueue, queue);
        return session.first(sql.queueId, row -> row.getLong(1), queue)
                .orElseThrow(() -> new BrokerException("Queue '" + queue + "' could not be declared in " + url));
    }

    /** Now and then; the table is small, and nothing depends on it. */
    private void clean() {
        long due = cleanAt.get();
        long now = clock.nanoTime();
        if (now - due < 0 || !cleanAt.compareAndSet(due, now + CLEAN_EVERY.toNanos())) {
            return;
        }
        if (database.read("look at the lease table", session -> session.first(sql.anyOrphan, row -> 1))
                .isPresent()) {
            database.write("clean up the lease table", session -> session.update(sql.orphans));
        }
    }
}
