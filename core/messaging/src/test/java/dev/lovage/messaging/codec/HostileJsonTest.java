package dev.lovage.messaging.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies made to exhaust, and values that can't be written. */
@Timeout(20)
class HostileJsonTest {

    private final JsonSerializer json = new JsonSerializer();
    private final ZlibCompressor zlib = new ZlibCompressor();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\"}",
                "{'a': 1}",
                "1 2",
                "nul",
                "\"\u0001\"",
                "[1e]",
                "01",
                "{\"__type__\": \"decimal\", \"__value__\": \"1e2147483647\"}",
                "{\"__type__\": \"decimal\", \"__value__\": \"1e99999999999\"}",
                "{\"__type__\": \"decimal\", \"__value__\": \"-1e-10001\"}",
                "{\"__type__\": \"decimal\", \"__value__\": null}",
                "{\"__type__\": \"datetime\", \"__value__\": \"2024-13-01T00:00:00\"}",
                "{\"__type__\": \"datetime\", \"__value__\": \"yesterday\\n\\u001b[31m\"}",
                "{\"__type__\": \"datetime\", \"__value__\": 1704067200}",
                "{\"__type__\": \"uuid\", \"__value__\": {\"hex\": \"xyz\"}}",
                "{\"__type__\": \"uuid\", \"__value__\": {\"hex\": \"zz345678123456781234567812345678\"}}",
                "{\"__type__\": 1, \"__value__\": 1}",
                "{\"__type__\": \"os.system\", \"__value__\": \"id\"}"
            })
    void whatIsNoValueIsRefusedWithAReasonOnOneLine(String text) {
        assertThatThrownBy(() -> json.decode(text.getBytes(UTF_8)))
                .isInstanceOf(DecodeException.class)
                .hasMessageMatching("Can't decode JSON at line \\d+ column \\d+: [^\\p{Cntrl}]+");
    }

    @Test
    void whatIsTooMuchIsRefused() {
        refused("[".repeat(201) + "]".repeat(201));
        refused("9".repeat(1001));
        refused("{\"__type__\": \"decimal\", \"__value__\": \"" + "9".repeat(1001) + "\"}");
        refused("{\"" + "k".repeat(60_000) + "\": 1}");
        refused("[" + "0,".repeat(2_000_000) + "0]");
        assertThatThrownBy(() -> new JsonSerializer(DecodeLimits.defaults().withMaxBytes(100))
                        .decode(("\"" + "x".repeat(100) + "\"").getBytes(UTF_8)))
                .hasMessage("Can't decode JSON at its end: 102 bytes are more than 100");
        assertThat(json.decode(("[".repeat(200) + "]".repeat(200)).getBytes(UTF_8)))
                .isInstanceOf(List.class);
        assertThat(json.decode("9".repeat(1000).getBytes(UTF_8))).isInstanceOf(java.math.BigInteger.class);
    }

    @Test
    void floatsArePrintedAsPythonPrintsThem() {
        assertThat(text(1e16)).isEqualTo("1e+16");
        assertThat(text(9007199254740993.0)).isEqualTo("9007199254740992.0");
        assertThat(text(1e-5)).isEqualTo("1e-05");
        assertThat(text(0.0001)).isEqualTo("0.0001");
        assertThat(text(-123456789.125)).isEqualTo("-123456789.125");
        assertThat(text(1.7976931348623157e308)).isEqualTo("1.7976931348623157e+308");
        assertThat(text(2.0e-3)).isEqualTo("0.002");
        assertThat(text(2e23)).isEqualTo("2e+23");
        assertThat(text(0.1f)).isEqualTo("0.1");
        assertThat(text(-0.0)).isEqualTo("-0.0");
    }

    @Test
    void aValueThatCannotBeWrittenIsNamed() {
        assertThatThrownBy(() -> json.encode(List.of(new StringBuilder("x"))))
                .isInstanceOf(EncodeException.class)
                .hasMessageStartingWith("Can't write a java.lang.StringBuilder: it is not plain data");
        assertThatThrownBy(() -> json.encode(java.util.Map.of(new byte[0], 1)))
                .hasMessage("Can't write a map with a key of type [B: keys are texts, numbers, booleans or null");
        assertThatThrownBy(() -> json.encode(java.time.LocalDate.of(10000, 1, 1)))
                .hasMessageContaining("year 10000 is out of Python's range");
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        assertThatThrownBy(() -> json.encode(cycle)).hasMessageContaining("Does the value contain itself?");
        assertThatThrownBy(() -> new PickleSerializer().encode(cycle))
                .hasMessageContaining("Does the value contain itself?");
    }

    @Test
    void aBombIsNotUnpacked() throws IOException {
        byte[] bomb = zlib.compress(new byte[8 << 20]);
        assertThatThrownBy(() -> zlib.decompress(bomb, DecodeLimits.defaults()))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("it becomes more than");
        byte[] large = new byte[200_000];
        new java.util.Random(1).nextBytes(large);
        byte[] packed = zlib.compress(large);
        assertThat(zlib.decompress(packed, DecodeLimits.defaults())).isEqualTo(large);
        assertThatThrownBy(() -> zlib.decompress(packed, DecodeLimits.defaults().withMaxBytes(100_000)))
                .hasMessageContaining("it becomes more than 100000 bytes");
        assertThat(zlib.decompress(zlib.compress(new byte[60_000]), DecodeLimits.defaults()))
                .hasSize(60_000);
    }

    @Test
    void trueGzipIsUnpackedAndBrokenBytesAreRefused() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write("hello".getBytes(UTF_8));
        }
        assertThat(zlib.decompress(out.toByteArray(), DecodeLimits.defaults())).isEqualTo("hello".getBytes(UTF_8));
        byte[] packed = zlib.compress("hello hello hello".getBytes(UTF_8));
        for (byte[] broken : List.of(
                new byte[0],
                new byte[] {1, 2, 3},
                new byte[] {0x1f, (byte) 0x8b},
                java.util.Arrays.copyOf(packed, 6))) {
            assertThatThrownBy(() -> zlib.decompress(broken, DecodeLimits.defaults()))
                    .isInstanceOf(DecodeException.class);
        }
    }

    private void refused(String text) {
        assertThatThrownBy(() -> json.decode(text.getBytes(UTF_8))).isInstanceOf(DecodeException.class);
    }

    private String text(Object value) {
        return new String(json.encode(value), UTF_8);
    }
}
