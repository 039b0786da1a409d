package dev.lovage.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import dev.lovage.messaging.Message;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages as AMQP carries them and as kombu names their parts.
 *
 * <p>AMQP has a fixed set of properties; others are left out on the way to it, as py-amqp does.
 */
final class AmqpMessages {

    private static final int PERSISTENT = 2;

    private AmqpMessages() {}

    /** What AMQP says of a message beside its body; throws {@link IllegalArgumentException} for what it can't carry. */
    static BasicProperties properties(Message message) {
        Map<String, @Nullable Object> properties = message.properties();
        BasicProperties.Builder amqp = new BasicProperties.Builder()
                .headers(FieldValues.writeTable(message.headers()))
                .deliveryMode(number(properties, "delivery_mode", PERSISTENT))
                .priority(properties.get("priority") == null ? null : number(properties, "priority", 0))
                .correlationId(text(properties, "correlation_id"))
                .replyTo(text(properties, "reply_to"))
                .expiration(text(properties, "expiration"))
                .messageId(text(properties, "message_id"))
                .type(text(properties, "type"))
                .userId(text(properties, "user_id"))
                .appId(text(properties, "app_id"))
                .clusterId(text(properties, "cluster_id"));
        if (properties.get("timestamp") instanceof Number seconds) {
            amqp.timestamp(new Date(seconds.longValue() * 1000));
        }
        if (!message.contentType().isEmpty()) {
            amqp.contentType(shortText("content_type", message.contentType()));
        }
        if (!message.contentEncoding().isEmpty()) {
            amqp.contentEncoding(shortText("content_encoding", message.contentEncoding()));
        }
        return amqp.build();
    }

    static Message message(BasicProperties amqp, byte[] body) {
        Map<String, @Nullable Object> properties = new LinkedHashMap<>();
        put(properties, "delivery_mode", amqp.getDeliveryMode());
        put(properties, "priority", amqp.getPriority());
        put(properties, "correlation_id", amqp.getCorrelationId());
        put(properties, "reply_to", amqp.getReplyTo());
        put(properties, "expiration", amqp.getExpiration());
        put(properties, "message_id", amqp.getMessageId());
        put(
                properties,
                "timestamp",
                amqp.getTimestamp() == null ? null : amqp.getTimestamp().getTime() / 1000);
        put(properties, "type", amqp.getType());
        put(properties, "user_id", amqp.getUserId());
        put(properties, "app_id", amqp.getAppId());
        put(properties, "cluster_id", amqp.getClusterId());
        return new Message(
                body,
                orEmpty(amqp.getContentType()),
                orEmpty(amqp.getContentEncoding()),
                FieldValues.readTable(amqp.getHeaders()),
                properties);
    }

    /** The text itself, when AMQP can carry it as a short string. */
    static String shortText(String what, String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > 255) {
            throw new IllegalArgumentException(
                    "The " + what + " '" + text.substring(0, 40) + "…' is longer than the 255 bytes that AMQP carries");
        }
        return text;
    }

    private static @Nullable String text(Map<String, @Nullable Object> properties, String name) {
        Object value = properties.get(name);
        return value == null ? null : shortText(name, value.toString());
    }

    private static int number(Map<String, @Nullable Object> properties, String name, int otherwise) {
        Object value = properties.get(name);
        int number = value instanceof Number given ? given.intValue() : otherwise;
        return Math.max(0, Math.min(255, number));
    }

    private static void put(Map<String, @Nullable Object> properties, String name, @Nullable Object value) {
        if (value != null) {
            properties.put(name, value);
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
