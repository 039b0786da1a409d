package dev.lovage.messaging.virtual;

import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.Message;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A claim, read. */
final class VirtualDelivery implements Delivery {

    private static final Message UNREAD = new Message(new byte[0], "", "", Map.of(), Map.of());

    /** How a delivery was settled. */
    enum Settlement {
        ACK,
        REQUEUE,
        REJECT
    }

    /** Takes settlements. */
    interface Settler {
        void settle(VirtualDelivery delivery, Settlement settlement);

        /** Whether so much time has passed since the store was asked at {@code confirmed} that its lease may have ended. */
        default boolean mayHaveEnded(long confirmed) {
            return false;
        }
    }

    private final Claim claim;
    private final Settler settler;
    private final Message message;
    private final String exchange;
    private final String routingKey;
    private final boolean marked;
    private final @Nullable String problem;
    private final AtomicBoolean settled = new AtomicBoolean();
    private volatile boolean stale;
    private volatile long confirmed;

    VirtualDelivery(Claim claim, Settler settler) {
        this.claim = claim;
        this.settler = settler;
        Envelope envelope;
        String malformed = null;
        try {
            envelope = Envelope.decode(claim.envelope());
        } catch (MalformedEnvelopeException e) {
            malformed = e.getMessage();
            envelope = new Envelope(
                    new Message(claim.envelope(), UNREAD.contentType(), UNREAD.contentEncoding(), Map.of(), Map.of()),
                    "",
                    claim.queue(),
                    false);
        }
        message = envelope.message();
        exchange = envelope.exchange();
        routingKey = envelope.routingKey().isEmpty() ? claim.queue() : envelope.routingKey();
        marked = envelope.redelivered();
        problem = malformed;
    }

    Claim claim() {
        return claim;
    }

    /** Its lease was lost: settling it will do nothing. */
    void expire() {
        stale = true;
    }

    /** The store was asked at that time, and gave or renewed its lease. */
    void confirm(long asked) {
        confirmed = asked;
    }

    @Override
    public boolean stale() {
        return stale;
    }

    @Override
    public boolean doubtful() {
        return !stale && settler.mayHaveEnded(confirmed);
    }

    @Override
    public Message message() {
        return message;
    }

    @Override
    public String queue() {
        return claim.queue();
    }

    @Override
    public String exchange() {
        return exchange;
    }

    @Override
    public String routingKey() {
        return routingKey;
    }

    @Override
    public boolean redelivered() {
        return marked || claim.deliveryCount() > 0;
    }

    @Override
    public int deliveryCount() {
        return Math.max(claim.deliveryCount(), marked ? 1 : 0);
    }

    @Override
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    @Override
    public void ack() {
        settle(Settlement.ACK);
    }

    @Override
    public void requeue() {
        settle(Settlement.REQUEUE);
    }

    @Override
    public void reject() {
        settle(Settlement.REJECT);
    }

    private void settle(Settlement settlement) {
        if (!settled.compareAndSet(false, true)) {
            throw new IllegalStateException("A delivery from '" + queue() + "' was settled twice");
        }
        settler.settle(this, settlement);
    }

    @Override
    public String toString() {
        return "Delivery[" + queue() + " " + claim.lease() + "]";
    }
}
