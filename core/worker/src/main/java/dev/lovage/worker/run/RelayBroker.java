package dev.lovage.worker.run;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerStats;
import dev.lovage.messaging.Capability;
import dev.lovage.messaging.DeliveryListener;
import dev.lovage.messaging.Exchange;
import dev.lovage.messaging.Publisher;
import dev.lovage.messaging.Queue;
import dev.lovage.messaging.SubscribeOptions;
import dev.lovage.messaging.Subscription;
import dev.lovage.messaging.Topology;
import dev.lovage.worker.Relay;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** The broker of apps inside a task: publishes and declares through the worker, and can do no more. Thread-safe. */
final class RelayBroker implements Broker, Topology {

    private final Relay relay;

    RelayBroker(Relay relay) {
        this.relay = relay;
    }

    @Override
    public String describe() {
        return "the worker that runs this task";
    }

    @Override
    public boolean supports(Capability capability) {
        return false;
    }

    @Override
    public void connect(Duration timeout) {
        // The channel to the worker is always there, or this process is not.
    }

    @Override
    public Publisher publisher() {
        return relay::publish;
    }

    @Override
    public Topology topology() {
        return this;
    }

    @Override
    public void declare(Queue queue) {
        try {
            relay.declare(queue).toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof BrokerException known) {
                throw known;
            }
            throw new BrokerException(
                    "The worker could not declare the queue '" + queue.name() + "': " + e.getCause(), e);
        }
    }

    @Override
    public void declare(Exchange exchange) {
        throw notHere("declare the exchange '" + exchange.name() + "'");
    }

    @Override
    public void bind(String queue, Exchange exchange, String routingKey) {
        throw notHere("bind the queue '" + queue + "'");
    }

    @Override
    public long purge(String queue) {
        throw notHere("purge the queue '" + queue + "'");
    }

    @Override
    public void delete(String queue) {
        throw notHere("delete the queue '" + queue + "'");
    }

    @Override
    public long size(String queue) {
        throw notHere("measure the queue '" + queue + "'");
    }

    @Override
    public Subscription subscribe(SubscribeOptions options, DeliveryListener listener) {
        throw notHere("consume messages");
    }

    @Override
    public BrokerStats stats() {
        return new BrokerStats(0, 0, 0);
    }

    @Override
    public void close() {
        // It is the worker's.
    }

    private static UnsupportedOperationException notHere(String what) {
        return new UnsupportedOperationException(
                "A task can't " + what + ": inside a worker an app publishes calls and reads "
                        + "results through the worker only. Do it outside of tasks, or open a broker of your own with Brokers.open(url)");
    }
}
