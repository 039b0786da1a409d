package dev.lovage.redis;

import dev.lovage.messaging.virtual.Envelope;
import dev.lovage.messaging.virtual.MalformedEnvelopeException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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

/** Marks an envelope that goes back to its queue as kombu does, and counts; everything else in it stays as it was. */
final class Redelivery {

    /** How often a message was handed out before; Celery ignores it. */
    static final String COUNT_HEADER = "lovage-delivery-count";

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1000)
                    .maxNumberLength(100_000)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .build();

    private Redelivery() {}

    /** Whether kombu could mark it and put it back: a JSON object with objects for headers and properties, if any. */
    static boolean isSound(byte[] message) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), message)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (value != JsonToken.START_OBJECT && (name.equals("headers") || name.equals("properties"))) {
                    return false;
                }
                json.skipChildren();
            }
            return json.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }

    /** The message in an entry that we wrote around something that is no JSON; empty when we did not. */
    static Optional<byte[]> unwrap(byte[] entry) {
        String text = new String(entry, StandardCharsets.ISO_8859_1);
        int key = text.lastIndexOf(", \"");
        int exchange = key < 1 ? -1 : text.lastIndexOf(", \"", key - 1);
        return exchange < 1 ? Optional.empty() : Optional.of(Arrays.copyOfRange(entry, 1, exchange));
    }

    /** An entry of kombu's {@code unacked} hash: the message as it was pushed, and where it was sent. */
    record Entry(byte[] message, String exchange, String routingKey) {

        /** Reads {@code [message, exchange, routing_key]}; empty when it is something else. */
        static Optional<Entry> parse(byte[] text) {
            try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
                if (json.nextToken() != JsonToken.START_ARRAY || json.nextToken() != JsonToken.START_OBJECT) {
                    return Optional.empty();
                }
                int from = (int) json.currentTokenLocation().getByteOffset();
                json.skipChildren();
                int to = (int) json.currentLocation().getByteOffset();
                String exchange = json.nextToken() == JsonToken.VALUE_STRING ? json.getString() : "";
                String routingKey = json.nextToken() == JsonToken.VALUE_STRING ? json.getString() : "";
                return Optional.of(new Entry(Arrays.copyOfRange(text, from, to), exchange, routingKey));
            } catch (JacksonException e) {
                return Optional.empty();
            }
        }

        /** How often it was handed out before, this hand-out not counted. */
        int deliveryCount() {
            try {
                Envelope envelope = Envelope.decode(message);
                Object count = envelope.message().headers().get(COUNT_HEADER);
                return count instanceof Number number ? number.intValue() : envelope.redelivered() ? 1 : 0;
            } catch (MalformedEnvelopeException e) {
                return 0;
            }
        }

        int priority() {
            try {
                return Envelope.decode(message).message().priority();
            } catch (MalformedEnvelopeException e) {
                return 0;
            }
        }
    }

    /**
     * The message with kombu's two marks, our count and a delivery tag of its own, so that whoever held it before can't
     * settle the new hand-out by the old tag. What is no JSON object comes back as it is.
     */
    static byte[] mark(byte[] message, int deliveryCount) {
        Edit headers = new Edit(Map.of("redelivered", true, COUNT_HEADER, deliveryCount), Map.of());
        Edit info = new Edit(Map.of("redelivered", true), Map.of());
        Edit properties = new Edit(Map.of("delivery_tag", UUID.randomUUID().toString()), Map.of("delivery_info", info));
        Edit whole = new Edit(Map.of(), Map.of("headers", headers, "properties", properties));
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.length + 128);
        try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), message);
                JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return message;
            }
            whole.apply(in, json);
        } catch (JacksonException e) {
            return message;
        }
        return out.toByteArray();
    }

    /** Members to set in a JSON object, and the objects within it to go on with. */
    private record Edit(Map<String, Object> values, Map<String, Edit> within) {

        /** Copies the object that the parser is at the start of, up to its end. */
        void apply(JsonParser in, JsonGenerator out) {
            Map<String, Object> left = new LinkedHashMap<>(values);
            Set<String> missing = new LinkedHashSet<>(within.keySet());
            out.writeStartObject();
            while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = in.currentName();
                in.nextToken();
                Object value = left.remove(name);
                if (value != null) {
                    in.skipChildren();
                    write(out, name, value);
                    continue;
                }
                out.writeName(name);
                if (missing.contains(name) && in.currentToken() == JsonToken.START_OBJECT) {
                    missing.remove(name);
                    within.getOrDefault(name, this).apply(in, out);
                } else {
                    out.copyCurrentStructureExact(in);
                }
            }
            left.forEach((name, value) -> write(out, name, value));
            out.writeEndObject();
        }

        private static void write(JsonGenerator out, String name, Object value) {
            out.writeName(name);
            if (value instanceof Boolean flag) {
                out.writeBoolean(flag);
            } else if (value instanceof Integer number) {
                out.writeNumber(number);
            } else {
                out.writeString(value.toString());
            }
        }
    }
}
