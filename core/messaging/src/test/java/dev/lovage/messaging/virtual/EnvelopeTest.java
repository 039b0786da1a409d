package dev.lovage.messaging.virtual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.messaging.Message;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EnvelopeTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TestFactory
    Stream<DynamicTest> whatKombuPushedIsReadAndWrittenTheSame() throws Exception {
        try (InputStream vectors = EnvelopeTest.class.getResourceAsStream("/wire/envelopes.json")) {
            JsonNode elements = JSON.readTree(vectors).get("elements");
            assertThat(elements.size()).isGreaterThan(50);
            return elements.valueStream()
                    .map(vector -> DynamicTest.dynamicTest(vector.get("id").asString(), () -> roundTrip(vector)));
        }
    }

    private static void roundTrip(JsonNode vector) {
        String element = vector.get("element").asString();
        JsonNode celery = JSON.readTree(element);
        Envelope envelope = Envelope.decode(element.getBytes(StandardCharsets.UTF_8));
        assertThat(Base64.getEncoder().encodeToString(envelope.message().body()))
                .isEqualTo(celery.get("body").asString());
        assertThat(envelope.routingKey())
                .isEqualTo(celery.at("/properties/delivery_info/routing_key").asString());
        byte[] ours = Envelope.encode(
                envelope.message(),
                envelope.exchange(),
                envelope.routingKey(),
                celery.at("/properties/delivery_tag").asString());
        assertThat(JSON.readTree(ours)).isEqualTo(celery);
    }

    @Test
    void aBodyWithoutBase64IsPlainText() {
        Envelope envelope = Envelope.decode(
                utf8("{\"body\":\"[1, \\u00e9]\",\"content-type\":\"application/json\",\"properties\":{}}"));
        assertThat(envelope.message().body()).isEqualTo(utf8("[1, é]"));
        assertThat(envelope.message().contentEncoding()).isEmpty();
    }

    @Test
    void aRestoredMessageIsMarked() {
        byte[] plain =
                Envelope.encode(new Message(utf8("x"), "", "", Map.of("redelivered", true), Map.of()), "", "q", "t");
        assertThat(Envelope.decode(plain).redelivered()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "5",
                "[]",
                "null",
                "{\"body\":5}",
                "{}",
                "{\"body\":\"%%%\",\"headers\":[]}",
                "{\"body\":\"x\",\"properties\":7}",
                "{\"body\":\"x\"",
                "{\"body\":\"ÿ\\",
            })
    void whatIsNoEnvelopeIsToldWithAReason(String text) {
        assertThatThrownBy(() -> Envelope.decode(utf8(text)))
                .isInstanceOf(MalformedEnvelopeException.class)
                .hasMessageMatching("(?s).{5,}");
    }

    @Test
    void nestingDeeperThanTwoHundredIsRefused() {
        String deep = "{\"body\":\"\",\"headers\":" + "{\"a\":".repeat(5000) + "1" + "}".repeat(5000) + "}";
        assertThatThrownBy(() -> Envelope.decode(utf8(deep))).isInstanceOf(MalformedEnvelopeException.class);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
