package dev.lovage.messaging;

/** Receives deliveries. Called on a thread of the broker, one at a time per subscription; it must not block. */
@FunctionalInterface
public interface DeliveryListener {

    void onDelivery(Delivery delivery);
}
