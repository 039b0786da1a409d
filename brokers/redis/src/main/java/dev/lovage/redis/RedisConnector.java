package dev.lovage.redis;

import dev.lovage.messaging.Clock;
import java.time.Duration;
import java.util.Optional;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisProtocol;

/** Makes connections to one Redis database: logged in, named, in the right database. Thread-safe. */
final class RedisConnector {

    private final RedisAddress address;
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
            RedisAddress address,
            Options options,
            String clientName,
            Duration connectTimeout,
            Duration heartbeat,
            Clock clock) {
        this.address = address;
        this.tls = address.tls() ? Optional.of(Tls.of(options)) : Optional.empty();
        this.clientName = clientName.replaceAll("[^!-~]", "_");
        this.connectTimeout = options.seconds("socket_connect_timeout").orElse(connectTimeout);
        this.replyTimeout = options.seconds("socket_timeout").orElse(Duration.ofSeconds(10));
        this.heartbeat = heartbeat;
        this.clock = clock;
    }

    RedisAddress address() {
        return address;
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
        JedisClientConfig config = config(timeout, RedisProtocol.RESP2);
        Connection connection = new Connection(sockets(config), config);
        connection.setSoTimeout(millis(replyTimeout));
        return connection;
    }

    /** A connection on which the server also speaks unasked. */
    Duplex openDuplex() {
        JedisClientConfig config = config(connectTimeout, RedisProtocol.RESP3);
        Duplex connection = new Duplex(sockets(config), config);
        connection.setSoTimeout(millis(heartbeat.multipliedBy(2)));
        return connection;
    }

    private DefaultJedisSocketFactory sockets(JedisClientConfig config) {
        return new DefaultJedisSocketFactory(new HostAndPort(address.host(), address.port()), config);
    }

    // Jedis's new SslOptions reads key stores only; PEM files, which redis-py's options name, need a context of our
    // own.
    @SuppressWarnings("deprecation")
    private JedisClientConfig config(Duration timeout, RedisProtocol protocol) {
        DefaultJedisClientConfig.Builder builder = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(millis(timeout))
                .socketTimeoutMillis(millis(timeout)) // While it logs in.
                .database(address.database())
                .clientName(clientName)
                .protocol(protocol);
        address.user().ifPresent(builder::user);
        address.password().ifPresent(builder::password);
        tls.ifPresent(secure -> builder.ssl(true)
                .sslSocketFactory(secure.context().getSocketFactory())
                .sslParameters(secure.parameters()));
        return builder.build();
    }

    private static int millis(Duration duration) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, duration.toMillis()));
    }
}
