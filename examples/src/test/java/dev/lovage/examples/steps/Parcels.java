package dev.lovage.examples.steps;

import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.Queue;
import dev.lovage.worker.step.ConsumerStep;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * Takes raw messages and tells which; at one that begins with {@code stuck} it waits until a test lets it go on; one that begins with {@code broken} it can't
 * handle.
 */
public final class Parcels implements ConsumerStep {

    static final Queue QUEUE = Queue.named("parcels");
    static final List<String> TAKEN = new CopyOnWriteArrayList<>();
    static final List<String> DONE = new CopyOnWriteArrayList<>();
    static volatile CountDownLatch gate = new CountDownLatch(1);

    @Override
    public List<Queue> queues() {
        return List.of(QUEUE);
    }

    @Override
    public int prefetch() {
        return 5;
    }

    @Override
    public void onMessage(Delivery delivery) throws InterruptedException {
        String text = new String(delivery.message().body(), StandardCharsets.UTF_8);
        TAKEN.add(text);
        System.out.println("taken " + text + ".");
        if (text.startsWith("stuck")) {
            gate.await();
        }
        if (text.startsWith("broken")) {
            throw new IllegalArgumentException(text);
        }
        DONE.add(text);
        System.out.println("done " + text + ".");
        delivery.ack();
    }
}
