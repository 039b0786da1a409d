package dev.lovage.messaging.virtual;

import dev.lovage.messaging.Message;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * A message as one JSON text, as every virtual transport of kombu 5.6 keeps it ({@code kombu.transport.virtual.base}): the
 * body as base64 text, with {@code delivery_tag} and {@code delivery_info} among the properties.
 *
 * @param redelivered whether whoever put it back has marked it so
 */
public record Envelope(Message message, String exchange, String routingKey, boolean redelivered) {

    private static final int DEEPEST = 200;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(1000)
                    .maxNameLength(50_000)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .build();

    /** Writes the envelope of a message. {@code deliveryTag} must be unique: kombu keys what it has taken by it. */
    public static byte[] encode(Message message, String exchange, String routingKey, String deliveryTag) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.body().length * 4 / 3 + 1024);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeName("body");
            json.writeBinary(message.body());
            json.writeStringProperty("content-encoding", message.contentEncoding());
            json.writeStringProperty("content-type", message.contentType());
            json.writeName("headers");
            write(json, message.headers());
            json.writeName("properties");
            write(json, properties(message, exchange, routingKey, deliveryTag));
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    /**
     * Reads an envelope.
     *
     * @throws MalformedEnvelopeException when it is none; the message says why
     */
    public static Envelope decode(byte[] text) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedEnvelopeException("not a JSON object");
            }
            Parts parts = new Parts();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                parts.put(name, read(json));
            }
            return parts.envelope();
        } catch (JacksonException e) {
            throw new MalformedEnvelopeException("not JSON: " + e.getOriginalMessage());
        }
    }

    private static Map<String, @Nullable Object> properties(
            Message message, String exchange, String routingKey, String deliveryTag) {
        Map<String, @Nullable Object> properties = new LinkedHashMap<>(message.properties());
        properties.putIfAbsent("delivery_mode", 2);
        properties.putIfAbsent("priority", 0);
        properties.put("body_encoding", "base64");
        properties.put("delivery_tag", deliveryTag);
        Map<String, @Nullable Object> info = new LinkedHashMap<>();
        info.put("exchange", exchange);
        info.put("routing_key", routingKey);
        properties.put("delivery_info", info);
        return properties;
    }

    /** The members of an envelope in whatever order they come. */
    private static final class Parts {
        private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

        void put(String name, @Nullable Object value) {
            members.put(name, value);
        }

        Envelope envelope() {
            Map<String, @Nullable Object> properties = new LinkedHashMap<>(map("properties"));
            Map<String, @Nullable Object> headers = map("headers");
            Map<?, ?> info = properties.remove("delivery_info") instanceof Map<?, ?> found ? found : Map.of();
            Object encoding = properties.remove("body_encoding");
            properties.remove("delivery_tag");
            Message message = new Message(
                    body(encoding),
                    text(members.get("content-type")),
                    text(members.get("content-encoding")),
                    headers,
                    properties);
            boolean redelivered =
                    Boolean.TRUE.equals(info.get("redelivered")) || Boolean.TRUE.equals(headers.get("redelivered"));
            return new Envelope(message, text(info.get("exchange")), text(info.get("routing_key")), redelivered);
        }

        private byte[] body(@Nullable Object encoding) {
            if (!(members.get("body") instanceof String body)) {
                throw new MalformedEnvelopeException("'body' is not a text");
            }
            if (!"base64".equals(encoding)) {
                return body.getBytes(StandardCharsets.UTF_8);
            }
            try {
                return java.util.Base64.getMimeDecoder().decode(body);
            } catch (IllegalArgumentException e) {
                throw new MalformedEnvelopeException("'body' is not base64: " + e.getMessage());
            }
        }

        @SuppressWarnings("unchecked") // The reader below makes maps with string keys only.
        private Map<String, @Nullable Object> map(String name) {
            Object value = members.get(name);
            if (value == null) {
                return Map.of();
            }
            if (value instanceof Map<?, ?> map) {
                return (Map<String, @Nullable Object>) map;
            }
            throw new MalformedEnvelopeException("'" + name + "' is not an object");
        }

        private static String text(@Nullable Object value) {
            return value instanceof String string ? string : "";
        }
    }

    private static @Nullable Object read(JsonParser json) {
        return switch (json.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    map.put(name, read(json));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    list.add(read(json));
                }
                yield list;
            }
            case VALUE_STRING -> json.getString();
            case VALUE_NUMBER_INT -> json.getNumberValue();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> null;
        };
    }

    private static void write(JsonGenerator json, @Nullable Object value) {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (value instanceof Double || value instanceof Float) {
            json.writeNumber(((Number) value).doubleValue());
        } else if (value instanceof BigInteger big) {
            json.writeNumber(big);
        } else if (value instanceof BigDecimal decimal) {
            json.writeNumber(decimal);
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else if (value instanceof byte[] bytes) {
            json.writeString(new String(bytes, StandardCharsets.UTF_8));
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            map.forEach((name, member) -> {
                json.writeName(String.valueOf(name));
                write(json, member);
            });
            json.writeEndObject();
        } else if (value instanceof Iterable<?> list) {
            json.writeStartArray();
            list.forEach(member -> write(json, member));
            json.writeEndArray();
        } else {
            json.writeString(value.toString());
        }
    }
}
