package dev.lovage.worker;

import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.Message;
import java.util.Optional;

/** A delivery that knows whether it was settled. Thread-safe. */
final class WatchedDelivery implements Delivery {

    private final Delivery delivery;
    private volatile boolean settled;

    WatchedDelivery(Delivery delivery) {
        this.delivery = delivery;
    }

    boolean settled() {
        return settled;
    }

    @Override
    public Message message() {
        return delivery.message();
    }

    @Override
    public String queue() {
        return delivery.queue();
    }

    @Override
    public String exchange() {
        return delivery.exchange();
    }

    @Override
    public String routingKey() {
        return delivery.routingKey();
    }

    @Override
    public boolean redelivered() {
        return delivery.redelivered();
    }

    @Override
    public int deliveryCount() {
        return delivery.deliveryCount();
    }

    @Override
    public Optional<String> problem() {
        return delivery.problem();
    }

    @Override
    public boolean stale() {
        return delivery.stale();
    }

    @Override
    public boolean doubtful() {
        return delivery.doubtful();
    }

    @Override
    public void ack() {
        settled = true;
        delivery.ack();
    }

    @Override
    public void requeue() {
        settled = true;
        delivery.requeue();
    }

    @Override
    public void reject() {
        settled = true;
        delivery.reject();
    }
}
