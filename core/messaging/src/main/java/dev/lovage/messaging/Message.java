package dev.lovage.messaging;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message as kombu has it: body bytes, what they are, headers and properties.
 *
 * <p>Immutable by agreement: the body array is shared, never written to. Headers hold plain data (null, Boolean, Integer,
 * Long, BigInteger, Double, String, byte[], List, Map). Properties are named as in AMQP with underscores, as kombu names
 * them ({@code correlation_id}, {@code reply_to}, {@code delivery_mode}, {@code priority}, {@code expiration}, …); unknown
 * ones are kept.
 *
 * @param contentType empty when the message names none
 * @param contentEncoding empty when the message names none
 */
public record Message(
        byte[] body,
        String contentType,
        String contentEncoding,
        Map<String, @Nullable Object> headers,
        Map<String, @Nullable Object> properties) {

    public Message {
        requireNonNull(body, "body");
        requireNonNull(contentType, "contentType");
        requireNonNull(contentEncoding, "contentEncoding");
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }

    /** The header of that name when it is a string. */
    public Optional<String> header(String name) {
        return headers.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** The property of that name when it is a string. */
    public Optional<String> property(String name) {
        return properties.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** The priority, 0 when the message has none. */
    public int priority() {
        return properties.get("priority") instanceof Number number ? number.intValue() : 0;
    }

    /** This message with one header more, or changed. */
    public Message withHeader(String name, @Nullable Object value) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>(headers);
        changed.put(name, value);
        return new Message(body, contentType, contentEncoding, changed, properties);
    }

    /** This message with one property more, or changed. */
    public Message withProperty(String name, @Nullable Object value) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>(properties);
        changed.put(name, value);
        return new Message(body, contentType, contentEncoding, headers, changed);
    }
}
