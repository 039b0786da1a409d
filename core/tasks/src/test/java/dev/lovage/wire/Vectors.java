package dev.lovage.wire;

import static java.util.Objects.requireNonNull;

import dev.lovage.messaging.Message;
import dev.lovage.messaging.codec.JsonSerializer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was captured from Celery, read from the test resources. */
final class Vectors {

    private static final JsonSerializer JSON = new JsonSerializer();

    private Vectors() {}

    /** A captured message, and Celery's own reading of its body. */
    record Captured(String id, Message message, @Nullable Object body) {}

    static List<Captured> messages(String file) {
        List<Captured> captured = new ArrayList<>();
        for (Map<String, Object> vector : vectors(file)) {
            for (Object message : (List<?>) requireNonNull(vector.get("messages"))) {
                Map<String, Object> map = map(message);
                captured.add(new Captured(text(vector.get("id")), message(map), map.get("body")));
            }
        }
        return captured;
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> vectors(String file) {
        try (InputStream in = Vectors.class.getResourceAsStream("/wire/" + file)) {
            Map<String, Object> document =
                    map(JSON.decode(requireNonNull(in, file).readAllBytes()));
            return (List<Map<String, Object>>) requireNonNull(document.get("vectors"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Integer, Long and so on made equal, as the wire makes them. */
    static @Nullable Object normal(@Nullable Object data) {
        return JSON.decode(JSON.encode(data));
    }

    /** Its JSON text: arrays of bytes are equal to nothing but themselves. */
    static String json(@Nullable Object data) {
        return new String(JSON.encode(data), java.nio.charset.StandardCharsets.US_ASCII);
    }

    static Message element(Map<String, Object> element) {
        Map<String, Object> properties = map(element.getOrDefault("properties", Map.of()));
        String body = text(element.get("body"));
        byte[] bytes = "base64".equals(properties.get("body_encoding"))
                ? Base64.getDecoder().decode(body)
                : body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Object headers = element.get("headers");
        return new Message(
                bytes,
                text(element.getOrDefault("content-type", "")),
                text(element.getOrDefault("content-encoding", "")),
                headers == null ? Map.of() : map(headers),
                properties);
    }

    private static Message message(Map<String, Object> message) {
        if (message.get("element") != null) {
            return element(map(message.get("element")));
        }
        Map<String, Object> properties = map(message.get("properties"));
        return new Message(
                Base64.getDecoder().decode(text(message.get("body_b64"))),
                text(properties.get("content_type")),
                text(properties.get("content_encoding")),
                map(message.get("headers")),
                properties);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(@Nullable Object data) {
        return (Map<String, Object>) requireNonNull(data);
    }

    static String text(@Nullable Object data) {
        return (String) requireNonNull(data);
    }
}
