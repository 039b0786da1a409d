package dev.lovage.messaging;

import java.util.List;

/**
 * What to subscribe to, and how.
 *
 * @param queues declared before they are consumed from
 * @param prefetch how many unsettled deliveries may be out at once; 0 for no limit
 * @param noAck whether the broker forgets a message as it hands it out; its deliveries need no settling
 */
public record SubscribeOptions(List<Queue> queues, int prefetch, boolean noAck) {

    public SubscribeOptions {
        queues = List.copyOf(queues);
        if (prefetch < 0) {
            throw new IllegalArgumentException("prefetch must be at least 0, was " + prefetch);
        }
    }

    public static SubscribeOptions of(List<Queue> queues, int prefetch) {
        return new SubscribeOptions(queues, prefetch, false);
    }
}
