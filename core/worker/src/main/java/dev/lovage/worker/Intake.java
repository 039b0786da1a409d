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
    private final Flow flow;

    Intake(Broker broker, Subscription subscription, TaskConsumer consumer, Flow flow) {
        this.broker = broker;
        this.subscription = subscription;
        this.consumer = consumer;
        this.flow = flow;
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
        flow.pause();
    }

    @Override
    public void resume() {
        flow.resume();
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
