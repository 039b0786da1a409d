package dev.lovage.messaging.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whole bodies, compressed bodies and stored pickles, as Celery made them. */
class CodecVectorTest {

    private final JsonSerializer json = new JsonSerializer();
    private final Serializers serializers = Serializers.standard();

    @Test
    void taskBodiesInJsonAndPickleReadAsTheSameValues() throws IOException {
        int compared = 0;
        for (Map<String, Object> vector : vectors("bodies.json")) {
            if (List.of("json", "pickle").contains(String.valueOf(vector.get("serializer")))) {
                Serializer serializer = serializers.byName((String) requireNonNull(vector.get("serializer")));
                Object decoded = serializer.decode(base64(vector.get("body_b64")));
                assertThat(decoded).isEqualTo(vector.get("decoded_as_json"));
                assertThat(serializer.decode(serializer.encode(decoded))).isEqualTo(decoded);
                assertThat(serializer.contentType()).isEqualTo(vector.get("content_type"));
                assertThat(serializer.contentEncoding()).isEqualTo(vector.get("content_encoding"));
                compared++;
            }
        }
        System.out.println("bodies: " + compared + " compared, both ways");
        assertThat(compared).isEqualTo(3);
    }

    @Test
    void rawBodiesHaveTheTypesOfKombu() throws IOException {
        List<Map<String, Object>> raw = vectors("bodies.json").stream()
                .filter(vector -> vector.get("serializer") == null)
                .toList();
        assertThat(raw).hasSize(2);
        assertThat(RawSerializer.TEXT.contentType()).isEqualTo(raw.get(0).get("content_type"));
        assertThat(RawSerializer.TEXT.decode(base64(raw.get(0).get("body_b64"))))
                .isEqualTo("hello æ");
        assertThat(RawSerializer.DATA.contentType()).isEqualTo(raw.get(1).get("content_type"));
        assertThat(RawSerializer.DATA.decode(base64(raw.get(1).get("body_b64"))))
                .isEqualTo(new byte[] {-1, 0});
    }

    @Test
    void zlibBodiesOfKombuAreUnpackedAndOursAreTheSameBytes() throws IOException {
        int compared = 0;
        for (Map<String, Object> vector : vectors("compression.json")) {
            if (List.of("zlib", "gzip").contains(String.valueOf(vector.get("alias")))) {
                Compressor compressor = serializers.compressor((String) requireNonNull(vector.get("alias")));
                assertThat(compressor.contentType()).isEqualTo(vector.get("header_compression"));
                assertThat(serializers.compressor(compressor.contentType())).isSameAs(compressor);
                byte[] plain = base64(vector.get("uncompressed_b64"));
                byte[] packed = base64(vector.get("compressed_b64"));
                assertThat(compressor.decompress(packed, serializers.limits())).isEqualTo(plain);
                assertThat(compressor.compress(plain)).isEqualTo(packed);
                compared++;
            }
        }
        System.out.println("compression: " + compared + " compared, both ways");
        assertThat(compared).isEqualTo(4);
    }

    @Test
    void resultsPickledByCeleryAreReadUnlessTheyHoldPythonObjects() throws IOException {
        int read = 0;
        int refused = 0;
        for (Map<String, Object> vector : vectors("pickles.json")) {
            byte[] body = base64(vector.get("result_b64"));
            try {
                assertReadAsData(body, vector);
                read++;
            } catch (DecodeException e) {
                // With result_serializer=pickle Celery stores the very exception; the database backend describes it.
                assertThat(vector.get("status")).isEqualTo("meta");
                assertThat(e).hasMessageContaining("at global ").hasMessageContaining("it is no plain data");
                refused++;
            }
        }
        System.out.println("pickles: " + read + " of Celery's read, " + refused + " with exception objects refused");
        assertThat(read).isGreaterThan(35);
        assertThat(refused).isGreaterThan(0);
    }

    private void assertReadAsData(byte[] body, Map<String, Object> vector) {
        PickleSerializer pickle = new PickleSerializer();
        Object value = pickle.decode(body);
        String text = new String(json.encode(value), US_ASCII);
        assertThat(new String(json.encode(pickle.decode(pickle.encode(value))), US_ASCII))
                .isEqualTo(text);
        String python = String.valueOf(vector.get("result_unpickled_repr"));
        if (python.matches("-?[0-9]+")) {
            assertThat(text).isEqualTo(python);
        } else if (python.startsWith("'")) {
            assertThat(text).isEqualTo(python.replace('\'', '"'));
        }
    }

    @Test
    void onlyWhatIsAcceptedIsDecoded() {
        assertThat(serializers.accepts("application/json")).isTrue();
        assertThatThrownBy(() -> serializers.accepted("application/x-python-serialize"))
                .isInstanceOf(ContentDisallowedException.class)
                .hasMessage("Refused a message of content type 'application/x-python-serialize'; accepted are "
                        + "application/json. Add 'pickle' to accept_content to accept it");
        assertThatThrownBy(() -> serializers.accepted("application/json; charset=utf-8"))
                .isInstanceOf(ContentDisallowedException.class);
        assertThatThrownBy(() -> serializers.accepting(List.of("jason")))
                .hasMessage("Unknown serializer 'jason'; did you mean 'json'?");
        assertThatThrownBy(() -> serializers.compressor("application/zstd"))
                .isInstanceOf(ContentDisallowedException.class);
        Serializers both = serializers.accepting(List.of("json", "application/x-python-serialize"));
        assertThat(both.accepted("application/x-python-serialize").name()).isEqualTo("pickle");
    }

    private static byte[] base64(@Nullable Object text) {
        return Base64.getDecoder().decode(((String) requireNonNull(text)).getBytes(UTF_8));
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> vectors(String file) throws IOException {
        try (InputStream in = CodecVectorTest.class.getResourceAsStream("/wire/" + file)) {
            Object document = json.decode(requireNonNull(in).readAllBytes());
            return (List<Map<String, Object>>)
                    requireNonNull(((Map<String, Object>) requireNonNull(document)).get("vectors"));
        }
    }
}
