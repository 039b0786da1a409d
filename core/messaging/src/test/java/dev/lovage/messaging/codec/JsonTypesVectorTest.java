package dev.lovage.messaging.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Kombu's own texts for every type, read and written. */
class JsonTypesVectorTest {

    private static final OffsetDateTime NOON = OffsetDateTime.of(2024, 2, 29, 12, 30, 45, 0, ZoneOffset.UTC);

    private final JsonSerializer json = new JsonSerializer();

    @Test
    void everyTextOfKombuReadsAndWritesBackToTheSameBytes() throws IOException {
        int compared = 0;
        for (Map<String, Object> vector : vectors("encode")) {
            Object text = vector.get("json");
            if (text == null || vector.containsKey("decode_error")) {
                continue;
            }
            byte[] bytes = ((String) text).getBytes(UTF_8);
            assertThat(new String(json.encode(json.decode(bytes)), UTF_8))
                    .as(String.valueOf(vector.get("python")))
                    .isEqualTo(canonical((String) text));
            compared++;
        }
        System.out.println("json-types: " + compared + " texts of kombu compared");
        assertThat(compared).isGreaterThan(25);
    }

    /** The one text we read as a Double, there being no BigDecimal for it. */
    private static String canonical(String text) {
        return text.equals("{\"__type__\": \"decimal\", \"__value__\": \"NaN\"}") ? "NaN" : text;
    }

    @Test
    void everyTextReadsAsTheValueThatPythonSees() throws IOException {
        Map<String, @Nullable Object> expected = expectedByRepr();
        int compared = 0;
        List<Map<String, Object>> all = new ArrayList<>(vectors("encode"));
        all.addAll(vectors("decode_only"));
        for (Map<String, Object> vector : all) {
            Object repr = vector.get("decodes_to");
            if (repr != null && expected.containsKey(repr)) {
                assertThat(json.decode(((String) vector.get("json")).getBytes(UTF_8)))
                        .as(repr.toString())
                        .isEqualTo(expected.get(repr));
                compared++;
            }
        }
        System.out.println("json-types: " + compared + " values compared");
        assertThat(compared).isGreaterThan(30);
    }

    @Test
    void whatKombuRefusesToReadIsRefused() throws IOException {
        int compared = 0;
        List<Map<String, Object>> all = new ArrayList<>(vectors("encode"));
        all.addAll(vectors("decode_only"));
        for (Map<String, Object> vector : all) {
            if (vector.containsKey("decode_error")) {
                byte[] bytes = ((String) vector.get("json")).getBytes(UTF_8);
                assertThatThrownBy(() -> json.decode(bytes)).isInstanceOf(DecodeException.class);
                compared++;
            }
        }
        assertThat(compared).isEqualTo(2);
    }

    private static Map<String, @Nullable Object> expectedByRepr() {
        Map<String, @Nullable Object> expected = new HashMap<>();
        expected.put(
                "datetime.datetime(2024, 2, 29, 12, 30, 45, 123456, tzinfo=datetime.timezone.utc)",
                NOON.plusNanos(123_456_000));
        expected.put("datetime.datetime(2024, 2, 29, 12, 30, 45, tzinfo=datetime.timezone.utc)", NOON);
        expected.put(
                "datetime.datetime(2024, 2, 29, 12, 30, 45, 120000, tzinfo=datetime.timezone.utc)",
                NOON.plusNanos(120_000_000));
        expected.put(
                "datetime.datetime(2024, 2, 29, 12, 30, 45, 123000, tzinfo=datetime.timezone.utc)",
                NOON.plusNanos(123_000_000));
        expected.put(
                "datetime.datetime(2024, 2, 29, 12, 30, 45, tzinfo=datetime.timezone(datetime.timedelta(seconds=19800)))",
                OffsetDateTime.of(2024, 2, 29, 12, 30, 45, 0, ZoneOffset.ofHoursMinutes(5, 30)));
        expected.put(
                "datetime.datetime(2024, 2, 29, 12, 30, 45, 123456)",
                LocalDateTime.of(2024, 2, 29, 12, 30, 45, 123_456_000));
        expected.put("datetime.datetime(2024, 2, 29, 0, 0)", LocalDateTime.of(2024, 2, 29, 0, 0));
        expected.put("datetime.date(2024, 2, 29)", LocalDate.of(2024, 2, 29));
        expected.put("datetime.time(12, 30, 45, 123456)", LocalTime.of(12, 30, 45, 123_456_000));
        expected.put("datetime.time(12, 30, 45)", LocalTime.of(12, 30, 45));
        expected.put(
                "datetime.time(12, 30, 45, tzinfo=datetime.timezone.utc)",
                OffsetTime.of(12, 30, 45, 0, ZoneOffset.UTC));
        expected.put("Decimal('10.50')", new BigDecimal("10.50"));
        expected.put("Decimal('1E+5')", new BigDecimal("1E+5"));
        expected.put("Decimal('1.5')", new BigDecimal("1.5"));
        expected.put("Decimal('NaN')", Double.NaN);
        expected.put(
                "UUID('12345678-1234-5678-1234-567812345678')",
                UUID.fromString("12345678-1234-5678-1234-567812345678"));
        expected.put("b'abc \\xc3\\xa6'", "abc æ".getBytes(UTF_8));
        expected.put("b'\\xff\\x00\\x01'", new byte[] {-1, 0, 1});
        expected.put("b''", new byte[0]);
        expected.put("b'abc'", "abc".getBytes(UTF_8));
        expected.put("nan", Double.NaN);
        expected.put("inf", Double.POSITIVE_INFINITY);
        expected.put("-inf", Double.NEGATIVE_INFINITY);
        expected.put("1e+22", 1e22);
        expected.put("0.1", 0.1);
        expected.put("1.0", 1.0);
        expected.put("5e-324", Double.MIN_VALUE);
        expected.put("1180591620717411303424", BigInteger.TWO.pow(70));
        expected.put("[1, 2]", List.of(1L, 2L));
        expected.put("1", 1L);
        expected.put("'r'", "r");
        expected.put("{'custom': 1}", Map.of("custom", 1L));
        expected.put("{'a': 2}", Map.of("a", 2L));
        expected.put("'æ\\u2028\\x00😀\"\\\\/'", "æ\u2028\u0000😀\"\\/");
        expected.put("'\\ud800'", "\ud800");
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("__type__", "date");
        plain.put("__value__", "2024-01-01");
        plain.put("x", 1L);
        expected.put("{'__type__': 'date', '__value__': '2024-01-01', 'x': 1}", plain);
        return expected;
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> vectors(String part) throws IOException {
        try (InputStream in = JsonTypesVectorTest.class.getResourceAsStream("/wire/json-types.json")) {
            byte[] bytes = java.util.Objects.requireNonNull(in).readAllBytes();
            // The vectors hold typed values as text inside strings, so reading them needs nothing that they test.
            Map<String, Object> document = (Map<String, Object>) java.util.Objects.requireNonNull(json.decode(bytes));
            return (List<Map<String, Object>>) java.util.Objects.requireNonNull(document.get(part));
        }
    }
}
