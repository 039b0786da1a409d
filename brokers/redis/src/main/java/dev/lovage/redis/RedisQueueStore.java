package dev.lovage.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerUrl;
import dev.lovage.messaging.Capability;
import dev.lovage.messaging.Exchange;
import dev.lovage.messaging.virtual.Binding;
import dev.lovage.messaging.virtual.Claim;
import dev.lovage.messaging.virtual.Push;
import dev.lovage.messaging.virtual.QueueStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * Queues in a Redis database, in kombu's keys: what one side pushes the other takes, and each restores what the other left.
 *
 * <p>Unlike kombu it takes a message and records it in one step, holds it under a lease of its own that it renews, and keeps
 * time by the server. Needs Redis 6.2 or later.
 */
final class RedisQueueStore implements QueueStore {

    private static final Duration DEFAULT_LEASE = Duration.ofSeconds(60);
    private static final Script CLAIM = Script.load("claim");
    private static final Script TAKE = Script.load("take");
    private static final Script SETTLE = Script.load("settle");
    private static final Script RENEW = Script.load("renew");
    private static final Script RESTORE = Script.load("restore");

    private final RedisConnector connector;
    private final RedisKeys keys;
    private final Duration lease;
    private final Connections connections;
    private final Wakeups wakeups;
    private final Fanout fanout;
    private final Sweep sweep;
    private final ServerCheck check;
    private final String id = Long.toHexString(RandomGenerator.getDefault().nextLong());
    private final AtomicLong claims = new AtomicLong();
    /** The exchanges that this store bound a queue to, so that deleting it finds the bindings. */
    private final Map<String, Set<BoundTo>> bound = new ConcurrentHashMap<>();

    RedisQueueStore(BrokerUrl url, BrokerOptions broker) {
        Options options = Options.of(url, broker.transportOptions());
        RedisAddress address = RedisAddress.of(url);
        connector = new RedisConnector(
                List.of(address),
                options,
                broker.clientName(),
                broker.connectTimeout(),
                broker.heartbeat(),
                broker.clock());
        keys = RedisKeys.of(options, address.database());
        lease = options.seconds("visibility_timeout").orElse(DEFAULT_LEASE);
        connections = new Connections(connector);
        wakeups = new Wakeups(connector);
        fanout = new Fanout(connector, keys);
        sweep = new Sweep(connections, keys, lease, options.seconds("visibility_timeout"));
        check = new ServerCheck(connections);
    }

    @Override
    public String describe() {
        return connector.address().toString();
    }

    @Override
    public boolean supports(Capability capability) {
        return switch (capability) {
            case FANOUT, PRIORITY, SHARED -> true;
            case DURABLE -> check.durable();
            case IMMEDIATE_REDELIVERY -> false;
        };
    }

    @Override
    public Duration lease() {
        return lease;
    }

    @Override
    public void connect(Duration timeout) {
        check.run(timeout);
    }

    @Override
    public void declare(String queue) {
        // A list is there as long as something is in it.
    }

    @Override
    public void delete(String queue) {
        Set<BoundTo> known = new HashSet<>(bound.getOrDefault(queue, Set.of()));
        known.add(new BoundTo(queue, keys.member(queue, Optional.empty(), queue))); // What Celery makes of a bare name.
        List<CommandArguments> commands = new ArrayList<>();
        known.forEach(to ->
                commands.add(command(Command.SREM, keys.bindings(to.exchange())).add(to.member())));
        keys.lists(queue).forEach(list -> commands.add(command(Command.DEL, list)));
        pipelined(commands);
        bound.remove(queue);
    }

    @Override
    public void push(List<Push> batch) {
        Map<String, CommandArguments> lists = new LinkedHashMap<>();
        for (Push push : batch) {
            lists.computeIfAbsent(keys.list(push.queue(), push.priority()), list -> command(Command.LPUSH, list))
                    .add(push.envelope());
        }
        if (lists.size() <= 1) {
            pipelined(List.copyOf(lists.values()));
            return;
        }
        List<CommandArguments> transaction = new ArrayList<>();
        transaction.add(new CommandArguments(Command.MULTI));
        transaction.addAll(lists.values());
        transaction.add(new CommandArguments(Command.EXEC));
        pipelined(transaction);
    }

    @Override
    public List<Claim> claim(List<String> queues, int max) {
        List<String> lists = keys.lists(queues);
        List<String> all = new ArrayList<>(keys.ledgers());
        all.addAll(lists);
        List<Object> arguments = new ArrayList<>();
        arguments.add(max);
        arguments.add(lease.toMillis() + ":" + id + "-" + claims.incrementAndGet() + "-");
        arguments.addAll(names(queues));
        List<?> rows = connections.call(connection -> (List<?>) CLAIM.run(connection, all, arguments));
        List<Claim> claimed = new ArrayList<>(rows.size() / 4);
        for (int i = 0; i + 3 < rows.size(); i += 4) {
            int count = ((Long) rows.get(i + 3)).intValue();
            claimed.add(new Claim(text(rows.get(i)), text(rows.get(i + 1)), (byte[]) rows.get(i + 2), count));
        }
        return claimed;
    }

    @Override
    public List<Claim> take(List<String> queues, int max) {
        List<Object> arguments = new ArrayList<>();
        arguments.add(max);
        arguments.addAll(names(queues));
        List<?> rows = connections.call(connection -> (List<?>) TAKE.run(connection, keys.lists(queues), arguments));
        List<Claim> taken = new ArrayList<>(rows.size() / 2);
        for (int i = 0; i + 1 < rows.size(); i += 2) {
            taken.add(new Claim(text(rows.get(i)), "", (byte[]) rows.get(i + 1), 0));
        }
        return taken;
    }

    @Override
    public void await(List<String> queues, Duration timeout) throws InterruptedException {
        wakeups.await(keys.lists(queues), timeout);
    }

    @Override
    public Collection<Claim> renew(Collection<Claim> claims) {
        return lost(RENEW, claims);
    }

    @Override
    public Collection<Claim> settle(Collection<Claim> claims) {
        return lost(SETTLE, claims);
    }

    @Override
    public Collection<Claim> restore(Collection<Claim> claims) {
        // The last one pushed at the right is the next one taken: the longest-waiting goes last.
        List<Claim> backwards = claims.stream()
                .sorted(Comparator.comparing(Claim::lease, LeaseTag.BY_HANDING_OUT)
                        .reversed())
                .toList();
        List<Object> rows = new ArrayList<>();
        for (Claim claim : backwards) {
            byte[] message = LeaseTag.isOdd(claim.lease())
                    ? claim.envelope()
                    : Redelivery.mark(claim.envelope(), claim.deliveryCount() + 1);
            rows.addAll(List.of(claim.lease(), "", message, 1, LeaseTag.list(claim.lease())));
        }
        return lost(RESTORE, backwards, rows);
    }

    @Override
    public int restoreExpired() {
        return sweep.run();
    }

    @Override
    public long size(String queue) {
        return lengths(queue);
    }

    @Override
    public long purge(String queue) {
        List<CommandArguments> commands = new ArrayList<>();
        commands.add(new CommandArguments(Command.MULTI));
        keys.lists(queue).forEach(list -> {
            commands.add(command(Command.LLEN, list));
            commands.add(command(Command.DEL, list));
        });
        commands.add(new CommandArguments(Command.EXEC));
        List<Object> replies = pipelined(commands);
        List<?> done = (List<?>) replies.get(replies.size() - 1);
        long purged = 0;
        for (int i = 0; i < done.size(); i += 2) {
            purged += (Long) done.get(i);
        }
        return purged;
    }

    @Override
    public void bind(Exchange exchange, String routingKey, String queue) {
        Optional<String> pattern =
                exchange.type() == Exchange.Type.TOPIC ? Optional.of(TopicRegex.of(routingKey)) : Optional.empty();
        BoundTo to = new BoundTo(exchange.name(), keys.member(routingKey, pattern, queue));
        pipelined(List.of(command(Command.SADD, keys.bindings(to.exchange())).add(to.member())));
        bound.computeIfAbsent(queue, name -> ConcurrentHashMap.newKeySet()).add(to);
    }

    @Override
    public Set<Binding> bindings(Exchange exchange) {
        Set<Binding> bindings = new HashSet<>();
        List<?> members = (List<?>) pipelined(List.of(command(Command.SMEMBERS, keys.bindings(exchange.name()))))
                .get(0);
        members.forEach(member -> keys.binding(text(member)).ifPresent(entry -> bindings.add(entry.binding())));
        return bindings;
    }

    @Override
    public void broadcast(Exchange exchange, String routingKey, byte[] envelope) {
        pipelined(List.of(command(Command.PUBLISH, keys.channel(exchange.name(), routingKey))
                .add(envelope)));
    }

    @Override
    public AutoCloseable listen(Exchange exchange, String routingKey, Consumer<byte[]> listener) {
        return fanout.listen(exchange.name(), routingKey, listener);
    }

    @Override
    public void close() {
        fanout.close();
        wakeups.close();
        connections.close();
    }

    private long lengths(String queue) {
        List<CommandArguments> commands = keys.lists(queue).stream()
                .map(list -> command(Command.LLEN, list))
                .toList();
        return pipelined(commands).stream().mapToLong(length -> (Long) length).sum();
    }

    private Collection<Claim> lost(Script script, Collection<Claim> claims) {
        return lost(
                script, List.copyOf(claims), claims.stream().map(Claim::lease).toList());
    }

    private Collection<Claim> lost(Script script, List<Claim> claims, List<?> arguments) {
        if (claims.isEmpty()) {
            return List.of();
        }
        List<?> places = connections.call(connection -> (List<?>) script.run(connection, keys.ledgers(), arguments));
        return places.stream()
                .map(place -> claims.get(((Long) place).intValue() - 1))
                .toList();
    }

    /** Sends all, then reads all; the first error among the replies is thrown. */
    private List<Object> pipelined(List<CommandArguments> commands) {
        if (commands.isEmpty()) {
            return List.of();
        }
        return connections.call(connection -> Pipelines.run(connection, commands));
    }

    /** The queue of each list that {@link RedisKeys#lists(List)} gives for these. */
    private List<String> names(List<String> queues) {
        List<String> names = new ArrayList<>();
        keys.steps().forEach(step -> names.addAll(queues));
        return names;
    }

    private static CommandArguments command(Command command, String key) {
        return new CommandArguments(command).add(key);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, UTF_8);
    }

    /** An exchange, and a member of its binding set. */
    private record BoundTo(String exchange, String member) {}
}
