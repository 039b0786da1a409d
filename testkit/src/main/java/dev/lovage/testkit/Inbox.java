package dev.lovage.testkit;

import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.DeliveryListener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Collects deliveries for a test to take one by one. Thread-safe. */
public final class Inbox implements DeliveryListener {

    private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();

    @Override
    public void onDelivery(Delivery delivery) {
        deliveries.add(delivery);
    }

    /** The next delivery; fails when none comes within 20 seconds. */
    public Delivery next() {
        return next(Duration.ofSeconds(20));
    }

    /** The next delivery; fails when none comes in time. */
    public Delivery next(Duration patience) {
        try {
            Delivery delivery = deliveries.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (delivery == null) {
                throw new AssertionError("No delivery within " + patience.toMillis() + " ms");
            }
            return delivery;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Fails when a delivery comes within this span. */
    public void expectNothing(Duration span) {
        try {
            Delivery delivery = deliveries.poll(span.toMillis(), TimeUnit.MILLISECONDS);
            if (delivery != null) {
                throw new AssertionError("Unexpected delivery: " + text(delivery));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** How many have come and were not taken. */
    public int size() {
        return deliveries.size();
    }

    /** All that have come and were not taken. */
    public List<Delivery> drain() {
        List<Delivery> all = new java.util.ArrayList<>();
        deliveries.drainTo(all);
        return all;
    }

    /** The body of a delivery as text. */
    public static String text(Delivery delivery) {
        return new String(delivery.message().body(), StandardCharsets.UTF_8);
    }
}
