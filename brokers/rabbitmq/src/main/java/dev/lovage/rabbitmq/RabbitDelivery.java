package dev.lovage.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Envelope;
import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.Message;
import dev.lovage.rabbitmq.AckWindow.Entry;
import dev.lovage.rabbitmq.AckWindow.Settlement;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A delivery of one channel; settling it goes to that channel or nowhere. */
final class RabbitDelivery implements Delivery {

    /** Counted by quorum queues. */
    private static final String BROKER_COUNT = "x-delivery-count";

    /** Counted by those who put a message back by publishing it again, as classic queues don't count. */
    private static final String OWN_COUNT = "lovage-delivery-count";

    private final ConsumerChannel channel;
    private final Entry entry;
    private final String queue;
    private final Envelope envelope;
    private final Message message;
    private final AtomicBoolean settled = new AtomicBoolean();

    RabbitDelivery(
            ConsumerChannel channel, Entry entry, String queue, Envelope envelope, BasicProperties amqp, byte[] body) {
        this.channel = channel;
        this.entry = entry;
        this.queue = queue;
        this.envelope = envelope;
        this.message = AmqpMessages.message(amqp, body);
    }

    Entry entry() {
        return entry;
    }

    @Override
    public Message message() {
        return message;
    }

    @Override
    public String queue() {
        return queue;
    }

    @Override
    public String exchange() {
        return envelope.getExchange();
    }

    @Override
    public String routingKey() {
        return envelope.getRoutingKey();
    }

    @Override
    public boolean redelivered() {
        return envelope.isRedeliver();
    }

    @Override
    public int deliveryCount() {
        long byBroker = Math.max(count(BROKER_COUNT), redelivered() ? 1 : 0);
        return (int) Math.min(Integer.MAX_VALUE, byBroker + count(OWN_COUNT));
    }

    private long count(String header) {
        return message.headers().get(header) instanceof Number number
                ? Math.max(0, Math.min(Integer.MAX_VALUE, number.longValue()))
                : 0;
    }

    @Override
    public Optional<String> problem() {
        return message.header(FieldTables.PROBLEM);
    }

    @Override
    public boolean stale() {
        return channel.isGone();
    }

    @Override
    public void ack() {
        settle(Settlement.ACK);
    }

    @Override
    public void requeue() {
        settle(Settlement.REQUEUE);
    }

    @Override
    public void reject() {
        settle(Settlement.REJECT);
    }

    private void settle(Settlement settlement) {
        if (!settled.compareAndSet(false, true)) {
            throw new IllegalStateException("This delivery from queue '" + queue + "' was settled before");
        }
        channel.settle(entry, settlement);
    }

    @Override
    public String toString() {
        return "delivery " + envelope.getDeliveryTag() + " from " + queue;
    }
}
