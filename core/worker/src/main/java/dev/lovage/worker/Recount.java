package dev.lovage.worker;

import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a message that stands for one already in the broker: its copy, with a word about its past in the headers. */
final class Recount {

    /** How often a run of this message ended a child or a worker, as far as known when it was last written. */
    static final String HEADER = "lovage-strikes";

    /** How often a worker gave this message back unharmed, by a copy. */
    static final String RETURNS = "lovage-returns";

    /** What the transport writes anew for each message, or what would make the copy vanish where the first one did not. */
    private static final Set<String> OF_THE_HAND_OUT =
            Set.of("delivery_tag", "delivery_info", "body_encoding", "expiration");

    /** What a transport tells in headers of earlier hand-outs; a copy was never handed out. */
    private static final Set<String> OF_THE_PAST =
            Set.of("redelivered", "lovage-delivery-count", "x-delivery-count", "x-acquired-count");

    private Recount() {}

    /** The same call, to the same queue and to no other, with its strikes counted. */
    static Publication of(Reservation reservation, int strikes) {
        Message copy = fresh(reservation.message(), Map.of(HEADER, strikes));
        return Publication.toQueue(reservation.origin().queue(), copy);
    }

    /** The same call, to the same queue, given back by a worker that lives: no strike, whatever the broker counted. */
    static Publication returned(Reservation reservation) {
        Message message = reservation.message();
        Message copy = fresh(message, Map.of(HEADER, strikes(message), RETURNS, returns(message) + 1));
        return Publication.toQueue(reservation.origin().queue(), copy);
    }

    static int strikes(Message message) {
        return Math.max(0, integer(message, HEADER));
    }

    static int returns(Message message) {
        return Math.max(0, integer(message, RETURNS));
    }

    static int integer(Message message, String header) {
        return message.headers().get(header) instanceof Number number ? number.intValue() : 0;
    }

    static Message fresh(Message message, Map<String, ? extends @Nullable Object> moreHeaders) {
        Map<String, @Nullable Object> headers = new LinkedHashMap<>(message.headers());
        headers.keySet().removeAll(OF_THE_PAST);
        headers.putAll(moreHeaders);
        Map<String, @Nullable Object> properties = new LinkedHashMap<>(message.properties());
        properties.keySet().removeAll(OF_THE_HAND_OUT);
        return new Message(
                message.body(),
                message.contentType(),
                message.contentEncoding(),
                Collections.unmodifiableMap(headers),
                Collections.unmodifiableMap(properties));
    }
}
