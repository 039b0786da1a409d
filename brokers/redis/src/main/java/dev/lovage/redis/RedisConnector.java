package dev.lovage.redis;

import dev.lovage.messaging.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Makes connections to a Redis database: logged in, named, in the right database. Of several it turns to the next whenever one
 * can't be reached. Thread-safe.
 */
final class RedisConnector {

    private final List<RedisAddress> addresses;
    private final AtomicInteger failures = new AtomicInteger();
    private final Optional<Tls> tls;
    private final String clientName;
    private final Duration connectTimeout;
    private final Duration replyTimeout;
    private final Duration heartbeat;
    private final Clock clock;

    /**
     * Describes how to connect.
     *
     * @param replyTimeout how long the server may take to answer a command
     * @param heartbeat how often a connection that listens is tried; a silent peer is noticed after twice that
     */
    RedisConnector(
            List<RedisAddress> addresses,
            Options options,
            String clientName,
            Duration connectTimeout,
            Duration heartbeat,
            Clock clock) {
        this.addresses = List.copyOf(addresses);
        this.tls = addresses.stream().anyMatch(RedisAddress::tls) ? Optional.of(Tls.of(options)) : Optional.empty();
        this.clientName = clientName.replaceAll("[^!-~]", "_");
        this.connectTimeout = options.seconds("socket_connect_timeout").orElse(connectTimeout);
        this.replyTimeout = options.seconds("socket_timeout").orElse(Duration.ofSeconds(10));
        this.heartbeat = heartbeat;
        this.clock = clock;
    }

    /** The one to connect to now. */
    RedisAddress address() {
        return addresses.get(Math.floorMod(failures.get(), addresses.size()));
    }

    Duration connectTimeout() {
        return connectTimeout;
    }

    Duration heartbeat() {
        return heartbeat;
    }

    Clock clock() {
        return clock;
    }

    /** A connection for commands and their replies, one after the other. */
    Connection open(Duration timeout) {
        Connection connection = connect(timeout, RedisProtocol.RESP2, Connection::new);
        connection.setSoTimeout(millis(replyTimeout));
        return connection;
    }

    /** A connection on which the server also speaks unasked. */
    Duplex openDuplex() {
        Duplex connection = connect(connectTimeout, RedisProtocol.RESP3, Duplex::new);
        connection.setSoTimeout(millis(heartbeat.multipliedBy(2)));
        return connection;
    }

    private <C> C connect(
            Duration timeout,
            RedisProtocol protocol,
            BiFunction<JedisSocketFactory, JedisClientConfig, C> constructor) {
        int before = failures.get();
        RedisAddress address = address();
        JedisClientConfig config = config(address, timeout, protocol);
        try {
            return constructor.apply(
                    new DefaultJedisSocketFactory(new HostAndPort(address.host(), address.port()), config), config);
        } catch (JedisConnectionException e) {
            // Counted once for all who failed together, so that they turn to the same one.
            failures.compareAndSet(before, before + 1);
            throw e;
        }
    }

    // Jedis's new SslOptions reads key stores only; PEM files, which redis-py's options name, need a context of our
    // own.
    @SuppressWarnings("deprecation")
    private JedisClientConfig config(RedisAddress address, Duration timeout, RedisProtocol protocol) {
        DefaultJedisClientConfig.Builder builder = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(millis(timeout))
                .socketTimeoutMillis(millis(timeout)) // While it logs in.
                .database(address.database())
                .clientName(clientName)
                .protocol(protocol);
        address.user().ifPresent(builder::user);
        address.password().ifPresent(builder::password);
        tls.filter(secure -> address.tls())
                .ifPresent(secure -> builder.ssl(true)
                        .sslSocketFactory(secure.context().getSocketFactory())
                        .sslParameters(secure.parameters()));
        return builder.build();
    }

    private static int millis(Duration duration) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, duration.toMillis()));
    }
}
