package dev.lovage.redis;

import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerUnavailableException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Fanout exchanges as kombu makes them of channels: nothing is stored, whoever listens now hears it. Thread-safe. */
final class Fanout implements AutoCloseable {

    private final RedisConnector connector;
    private final RedisKeys keys;
    private final Channels channels;
    private final Map<String, List<Consumer<byte[]>>> listeners = new ConcurrentHashMap<>();

    Fanout(RedisConnector connector, RedisKeys keys) {
        this.connector = connector;
        this.keys = keys;
        this.channels = new Channels(connector, Channels.Kind.PATTERN, this::onMessage, () -> {});
    }

    /** Listens until the handle is closed; returns once the server agreed. */
    AutoCloseable listen(String exchange, String routingKey, Consumer<byte[]> listener) {
        List<String> patterns = patterns(exchange, routingKey);
        patterns.forEach(pattern -> listeners
                .computeIfAbsent(pattern, name -> new CopyOnWriteArrayList<>())
                .add(listener));
        AutoCloseable handle = () -> forget(patterns, listener);
        CountDownLatch agreed = new CountDownLatch(1);
        channels.join(patterns, agreed::countDown);
        try {
            if (agreed.await(connector.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                return handle;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            forget(patterns, listener);
            throw new BrokerException("Interrupted while subscribing to " + connector.address(), e);
        }
        forget(patterns, listener);
        throw new BrokerUnavailableException(
                connector.address() + " did not agree in "
                        + connector.connectTimeout().toMillis() + " ms that we listen to '" + exchange + "'",
                null);
    }

    @Override
    public void close() {
        channels.close();
    }

    /** Without a key all messages of the exchange: kombu's publishers put a routing key into the channel's name. */
    private List<String> patterns(String exchange, String routingKey) {
        String pattern = keys.channel(exchange, routingKey.replace('#', '*'));
        return routingKey.isEmpty() && keys.fanoutPatterns() ? List.of(pattern, pattern + "/*") : List.of(pattern);
    }

    private void forget(List<String> patterns, Consumer<byte[]> listener) {
        for (String pattern : patterns) {
            listeners.computeIfPresent(pattern, (name, all) -> {
                all.remove(listener);
                return all.isEmpty() ? null : all;
            });
            if (!listeners.containsKey(pattern)) {
                channels.leave(List.of(pattern));
            }
        }
    }

    private void onMessage(String pattern, byte[] message) {
        listeners.getOrDefault(pattern, List.of()).forEach(listener -> listener.accept(message));
    }
}
