package dev.lovage.worker;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.Queue;
import dev.lovage.messaging.Subscription;
import dev.lovage.worker.step.ConsumerControl;
import java.util.Set;

/** The worker's subscription to its queues, for steps. Thread-safe. */
final class Intake implements ConsumerControl {

    private final Broker broker;
    private final Subscription subscription;
    private final TaskConsumer consumer;
    private final Inflow inflow;

    Intake(Broker broker, Subscription subscription, TaskConsumer consumer, Inflow inflow) {
        this.broker = broker;
        this.subscription = subscription;
        this.consumer = consumer;
        this.inflow = inflow;
    }

    @Override
    public Set<String> queues() {
        return subscription.queues();
    }

    @Override
    public void addQueue(Queue queue) {
        subscription.add(queue);
    }

    @Override
    public void cancelQueue(String queue) {
        subscription.cancel(queue);
    }

    @Override
    public void pause() {
        inflow.pause();
    }

    @Override
    public void resume() {
        inflow.resume();
    }

    @Override
    public long waiting() {
        return queues().stream().mapToLong(broker.topology()::size).sum();
    }

    @Override
    public int reserved() {
        return consumer.unfinished();
    }
}
