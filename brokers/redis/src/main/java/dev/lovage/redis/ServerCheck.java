package dev.lovage.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lovage.messaging.BrokerException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** Looks whether a server answers and is fit for queues: new enough, and not one that throws queues away when memory is short. */
final class ServerCheck {

    private static final Logger LOG = LoggerFactory.getLogger(ServerCheck.class);

    private final Connections connections;
    private final AtomicBoolean warned = new AtomicBoolean();
    private volatile boolean durable;

    ServerCheck(Connections connections) {
        this.connections = connections;
    }

    /** Whether the server said that it writes what it confirms to an append-only file. */
    boolean durable() {
        return durable;
    }

    void run(Duration timeout) {
        String server = connections.server();
        Map<String, String> info = connections.call(timeout, connection -> {
            int usual = connection.getSoTimeout();
            connection.setSoTimeout((int) Math.max(1, timeout.toMillis()));
            Pipelines.run(connection, List.of(new CommandArguments(Command.PING)));
            connection.setSoTimeout(usual);
            try {
                return parse(Pipelines.run(connection, List.of(new CommandArguments(Command.INFO)))
                        .get(0));
            } catch (JedisDataException e) {
                return Map.of(); // A user without the right to ask.
            }
        });
        durable = "1".equals(info.get("aof_enabled"));
        String version = info.getOrDefault("redis_version", "7");
        if (tooOld(version)) {
            throw new BrokerException(server + " is Redis " + version + "; Lovage needs 6.2 or later");
        }
        String policy = info.getOrDefault("maxmemory_policy", "noeviction");
        if (!policy.equals("noeviction") && warned.compareAndSet(false, true)) {
            LOG.warn(
                    "{} has maxmemory-policy {}: when memory is short it throws queues away with everything in them;"
                            + " set it to noeviction",
                    server,
                    policy);
        }
    }

    private static boolean tooOld(String version) {
        String[] parts = version.split("\\.", -1);
        try {
            int major = Integer.parseInt(parts[0]);
            return major < 6 || (major == 6 && parts.length > 1 && Integer.parseInt(parts[1]) < 2);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static Map<String, String> parse(Object info) {
        Map<String, String> values = new HashMap<>();
        for (String line : new String((byte[]) info, UTF_8).split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return values;
    }
}
