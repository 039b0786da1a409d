package dev.lovage.redis;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.PushConsumerContext;

/** A RESP3 connection that is written by any thread and read by one: replies come in order, pushes in between. */
final class Duplex extends Connection {

    private final ReentrantLock writing = new ReentrantLock();

    Duplex(JedisSocketFactory sockets, JedisClientConfig config) {
        super(sockets, config);
    }

    /** Leaves out Jedis's own consumer, which passes what channels say off as replies. */
    @Override
    protected void initPushConsumers(JedisClientConfig config) {
        // None but ours.
    }

    /** Hands every push to this listener, on the reading thread. Said once, before anything is read. */
    void onPush(Consumer<List<Object>> listener) {
        addPushConsumer(context -> handOver(context, listener));
    }

    /** Writes these commands at once; {@code beforehand} runs under the lock that orders all writing. */
    void write(List<CommandArguments> commands, Runnable beforehand) {
        writing.lock();
        try {
            beforehand.run();
            commands.forEach(this::sendCommand);
            flush();
        } finally {
            writing.unlock();
        }
    }

    /** Waits for the next reply; pushes go to the listener meanwhile. */
    Object read() {
        return readProtocolWithCheckingBroken();
    }

    private static PushConsumerContext handOver(PushConsumerContext context, Consumer<List<Object>> listener) {
        listener.accept(context.getMessage().getContent());
        context.drop();
        return context;
    }
}
