package dev.lovage.wire;

import static java.util.Objects.requireNonNull;

import dev.lovage.messaging.Message;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a task message says to the broker and the result backend.
 *
 * @param deliveryMode 2 to outlive a restart of the broker, 1 not to
 * @param expiration milliseconds after which the broker may drop it, in decimal
 * @param serializer name, for writing; JSON by default
 * @param compression name or content type, for writing
 * @param extra properties unknown here, passed on
 */
public record TaskProperties(
        Optional<String> replyTo,
        int deliveryMode,
        Optional<Integer> priority,
        Optional<String> expiration,
        String serializer,
        Optional<String> compression,
        Map<String, @Nullable Object> extra) {

    /** No reply address, persistent, JSON, uncompressed. */
    public static final TaskProperties DEFAULTS = new TaskProperties(
            Optional.empty(), 2, Optional.empty(), Optional.empty(), "json", Optional.empty(), Map.of());

    private static final Set<String> KNOWN =
            Set.of("correlation_id", "reply_to", "delivery_mode", "priority", "expiration");

    /** What transports add to a message on its way: never passed on. */
    private static final List<String> OF_THE_TRANSPORT =
            List.of("delivery_info", "delivery_tag", "body_encoding", "content_type", "content_encoding", "cluster_id");

    public TaskProperties {
        requireNonNull(serializer, "serializer");
        extra = extra.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(extra));
    }

    static TaskProperties read(Message message, String serializer) {
        Fields fields = Fields.of(message.properties());
        Map<String, @Nullable Object> extra = fields.without(KNOWN);
        if (!extra.isEmpty()) {
            extra.keySet().removeAll(OF_THE_TRANSPORT);
        }
        return new TaskProperties(
                fields.text("reply_to").filter(address -> address.length() <= TaskHeaders.MAX_NAME),
                fields.integer("delivery_mode").orElse(2),
                fields.integer("priority"),
                fields.label("expiration", 20),
                serializer,
                message.header("compression"),
                extra);
    }

    Map<String, @Nullable Object> toWire(String correlationId) {
        Map<String, @Nullable Object> wire = new LinkedHashMap<>();
        wire.put("correlation_id", correlationId);
        replyTo.ifPresent(address -> wire.put("reply_to", address));
        wire.put("delivery_mode", deliveryMode);
        priority.ifPresent(number -> wire.put("priority", number));
        expiration.ifPresent(millis -> wire.put("expiration", millis));
        wire.putAll(extra);
        return wire;
    }
}
