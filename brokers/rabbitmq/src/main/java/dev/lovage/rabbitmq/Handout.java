package dev.lovage.rabbitmq;

import dev.lovage.messaging.DeliveryListener;
import dev.lovage.rabbitmq.AckWindow.Settlement;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands deliveries to the listener, one at a time over all channels of a subscription, and never more than its window
 * allows; those too many are held until slots are free. Thread-safe.
 */
final class Handout {

    private static final Logger LOG = LoggerFactory.getLogger(Handout.class);

    private final DeliveryListener listener;
    private final boolean noAck;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile int window;
    private volatile boolean ended;

    Handout(DeliveryListener listener, boolean noAck, int window) {
        this.listener = listener;
        this.noAck = noAck;
        this.window = window;
    }

    /** How many may be out at once, 0 for no limit. */
    int window() {
        return window;
    }

    void window(int size) {
        window = size;
    }

    /** From now on the listener is not called. */
    void end() {
        ended = true;
    }

    /** Takes what a channel received. */
    void deliver(ConsumerChannel from, RabbitDelivery delivery) {
        lock.lock();
        try {
            from.held().add(delivery);
            handOut(from);
        } finally {
            lock.unlock();
        }
    }

    /** Hands out what was held and now has a slot. */
    void release(ConsumerChannel from) {
        lock.lock();
        try {
            handOut(from);
        } finally {
            lock.unlock();
        }
    }

    private void handOut(ConsumerChannel from) {
        ArrayDeque<RabbitDelivery> held = from.held();
        while (!held.isEmpty()
                && !ended
                && (noAck || from.window().handOut(held.element().entry(), window))) {
            RabbitDelivery delivery = held.remove();
            try {
                listener.onDelivery(delivery);
            } catch (RuntimeException e) {
                LOG.error("A DeliveryListener threw; the {} stays unsettled until the channel closes", delivery, e);
            }
        }
    }

    /** Gives back to the broker what is held of a queue that is not consumed from any more. */
    void giveBack(ConsumerChannel channel, String queue) {
        lock.lock();
        try {
            channel.held().removeIf(delivery -> {
                boolean given = delivery.queue().equals(queue);
                if (given) {
                    channel.settle(delivery.entry(), Settlement.REQUEUE);
                }
                return given;
            });
        } finally {
            lock.unlock();
        }
    }

    /** Whether the calling thread is inside the listener, where it can't wait for the listener to return. */
    boolean isHandingOut() {
        return lock.isHeldByCurrentThread();
    }
}
