package dev.lovage.worker;

import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.Message;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A delivery that writes down how it was settled. */
record TestDelivery(Message message, int deliveryCount, List<String> story, AtomicBoolean gone, AtomicBoolean doubt)
        implements Delivery {

    TestDelivery(Message message, int deliveryCount, List<String> story) {
        this(message, deliveryCount, story, new AtomicBoolean(), new AtomicBoolean());
    }

    @Override
    public boolean doubtful() {
        return doubt.get();
    }

    @Override
    public boolean stale() {
        return gone.get();
    }

    @Override
    public String queue() {
        return "celery";
    }

    @Override
    public String exchange() {
        return "";
    }

    @Override
    public String routingKey() {
        return "celery";
    }

    @Override
    public boolean redelivered() {
        return deliveryCount > 0;
    }

    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }

    @Override
    public void ack() {
        story.add("ack");
    }

    @Override
    public void requeue() {
        story.add("requeue");
    }

    @Override
    public void reject() {
        story.add("reject");
    }
}
