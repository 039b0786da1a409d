package dev.lovage.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.Exchange;
import dev.lovage.messaging.Queue;
import dev.lovage.messaging.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Declares and measures on a channel of its own, so that a refusal, which closes the channel, harms nothing else.
 *
 * <p>A call that meets a lost connection is made again on the next one, within the time for a connection: every one of
 * them may be made twice.
 */
final class RabbitTopology implements Topology {

    private final Link link;
    private final Clock clock;
    private final Duration timeout;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Channel cached;

    RabbitTopology(Link link, BrokerOptions options) {
        this.link = link;
        this.clock = options.clock();
        this.timeout = Connector.rpcTimeout(options);
    }

    @Override
    public void declare(Exchange exchange) {
        if (!exchange.name().isEmpty()) {
            call("Exchange '" + exchange.name() + "'", channel -> declare(channel, exchange));
        }
    }

    @Override
    public void declare(Queue queue) {
        Exchange exchange = queue.exchange();
        declare(exchange);
        call("Queue '" + queue.name() + "'", channel -> {
            channel.queueDeclare(
                    queue.name(),
                    queue.durable(),
                    queue.exclusive(),
                    queue.autoDelete(),
                    FieldValues.writeTable(queue.arguments()));
            if (!exchange.name().isEmpty()) {
                channel.queueBind(queue.name(), exchange.name(), queue.routingKey());
            }
            return 0L;
        });
    }

    @Override
    public void bind(String queue, Exchange exchange, String routingKey) {
        if (!exchange.name().isEmpty()) {
            call("The binding of queue '" + queue + "' to exchange '" + exchange.name() + "'", channel -> {
                channel.queueBind(queue, exchange.name(), routingKey);
                return 0L;
            });
        }
    }

    @Override
    public long purge(String queue) {
        return unlessMissing("Purging queue '" + queue + "'", channel ->
                (long) channel.queuePurge(queue).getMessageCount());
    }

    @Override
    public void delete(String queue) {
        unlessMissing("Deleting queue '" + queue + "'", channel ->
                (long) channel.queueDelete(queue).getMessageCount());
    }

    @Override
    public long size(String queue) {
        return unlessMissing("Measuring queue '" + queue + "'", channel ->
                (long) channel.queueDeclarePassive(queue).getMessageCount());
    }

    private static long declare(Channel channel, Exchange exchange) throws IOException {
        if (exchange.name().startsWith("amq.")) {
            channel.exchangeDeclarePassive(exchange.name());
        } else {
            channel.exchangeDeclare(
                    exchange.name(),
                    exchange.type().wireName(),
                    exchange.durable(),
                    exchange.autoDelete(),
                    FieldValues.writeTable(exchange.arguments()));
        }
        return 0;
    }

    private long unlessMissing(String what, Question question) {
        try {
            return call(what, question);
        } catch (Missing e) {
            return 0;
        }
    }

    private long call(String what, Question question) {
        long deadline = clock.nanoTime() + timeout.toNanos();
        lock.lock();
        try {
            while (true) {
                Duration left = Duration.ofNanos(Math.max(0, deadline - clock.nanoTime()));
                try {
                    return question.ask(channel(left));
                } catch (IOException | AlreadyClosedException e) {
                    throwIfRefused(what, e);
                    // The connection broke: once more on the next, while there is time.
                    if (clock.nanoTime() - deadline >= 0) {
                        throw new BrokerUnavailableException(
                                what + ": " + link.describe() + " did not answer: " + Connector.reason(e), e);
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void throwIfRefused(String what, Exception failure) {
        Refusal refusal = Refusal.ofChannel(failure).orElse(null);
        if (refusal == null) {
            if (failure.getCause() instanceof TimeoutException) {
                dropChannel();
            }
            return;
        }
        if (refusal.code() == AMQP.NOT_FOUND) {
            throw new Missing(what + " was refused by " + link.describe() + ": " + refusal.text(), failure);
        }
        throw refusal.toException(what, link.describe(), failure);
    }

    private Channel channel(Duration timeout) throws IOException {
        Channel channel = cached;
        if (channel == null || !channel.isOpen()) {
            channel = link.await(timeout).connection().createChannel();
            if (channel == null) {
                throw new IOException("the broker allows no more channels on this connection");
            }
            cached = channel;
        }
        return channel;
    }

    private void dropChannel() {
        Channel channel = cached;
        cached = null;
        if (channel != null) {
            try {
                channel.abort();
            } catch (IOException | RuntimeException e) {
                return; // It was broken before.
            }
        }
    }

    /** One question to the broker; its answer is a count, or 0. */
    private interface Question {
        long ask(Channel channel) throws IOException;
    }

    /** The broker has no such queue or exchange. */
    private static final class Missing extends BrokerException {

        private static final long serialVersionUID = 1L;

        Missing(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
