package dev.lovage.rabbitmq;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.impl.AMQImpl;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.codec.JsonSerializer;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The content headers that Celery sent, byte by byte, and back. */
final class HeaderFramesTest {

    private static final JsonSerializer JSON = new JsonSerializer();

    @Test
    void everyHeaderOfCelerySurvivesBothWays() throws IOException {
        List<Map<?, ?>> messages = captured();
        assertThat(messages).hasSizeGreaterThan(70);
        for (Map<?, ?> captured : messages) {
            Message message = read(Base64.getDecoder().decode((String) captured.get("content_header_frame_b64")));
            assertThat(normal(message.headers())).isEqualTo(normal(captured.get("headers")));
            Map<?, ?> properties = (Map<?, ?>) captured.get("properties");
            assertThat(message.contentType()).isEqualTo(properties.get("content_type"));
            assertThat(message.contentEncoding()).isEqualTo(properties.get("content_encoding"));
            message.properties()
                    .forEach((name, value) -> assertThat(normal(value)).isEqualTo(normal(properties.get(name))));
            assertThat(message.properties()).hasSize(properties.size() - 2);
            Message again = read(frame(AmqpMessages.properties(message)));
            assertThat(normal(again.headers())).isEqualTo(normal(captured.get("headers")));
            assertThat(again.properties()).isEqualTo(message.properties());
        }
    }

    @Test
    void anUnknownTypeBecomesAProblemAndTheOtherPropertiesStay() throws IOException {
        byte[] frame = frame(new BasicProperties.Builder()
                .contentType("text/plain")
                .headers(Map.of("key", "value"))
                .correlationId("c-1")
                .build());
        for (int at = 0; at < frame.length; at++) {
            if (frame[at] == 'S') {
                frame[at] = 'Z';
            }
        }
        Message message = read(frame);
        assertThat(message.header(FieldTables.PROBLEM))
                .hasValueSatisfying(text -> assertThat(text).contains("'Z'"));
        assertThat(message.contentType()).isEqualTo("text/plain");
        assertThat(message.property("correlation_id")).contains("c-1");
    }

    @Test
    void noDamageToATableEndsInAnythingButAMessage() throws IOException {
        byte[] sound = frame(new BasicProperties.Builder()
                .headers(Map.of("a", "text", "b", List.of(1, 2L), "c", Map.of("d", true)))
                .build());
        int tableStart = 18;
        for (int at = tableStart; at < sound.length; at++) {
            for (int value : new int[] {0, 1, 127, 128, 255}) {
                byte[] damaged = sound.clone();
                damaged[at] = (byte) value;
                assertThat(read(damaged).headers()).isNotNull();
            }
        }
    }

    private static Message read(byte[] frame) throws IOException {
        byte[] repaired = FieldTables.repaired(frame);
        BasicProperties properties = (BasicProperties)
                AMQImpl.readContentHeaderFrom(new DataInputStream(new ByteArrayInputStream(repaired)));
        return AmqpMessages.message(properties, new byte[0]);
    }

    private static byte[] frame(BasicProperties properties) throws IOException {
        return properties.toFrame(1, 0).getPayload();
    }

    private static Object normal(Object data) {
        return JSON.decode(JSON.encode(data));
    }

    private static List<Map<?, ?>> captured() throws IOException {
        try (InputStream in = HeaderFramesTest.class.getResourceAsStream("/wire/tasks/amqp-protocol2-client.json")) {
            Map<?, ?> document = (Map<?, ?>) JSON.decode(requireNonNull(in).readAllBytes());
            List<Map<?, ?>> messages = new ArrayList<>();
            for (Object vector : (List<?>) requireNonNull(document.get("vectors"))) {
                for (Object message : (List<?>) ((Map<?, ?>) vector).get("messages")) {
                    messages.add((Map<?, ?>) message);
                }
            }
            return messages;
        }
    }
}
