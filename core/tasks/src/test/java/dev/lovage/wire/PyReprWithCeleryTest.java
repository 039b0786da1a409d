package dev.lovage.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.messaging.codec.JsonSerializer;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of random calls, printed here and by Celery: the texts must be the same to the letter. */
@Timeout(60)
class PyReprWithCeleryTest {

    private static final String PYTHON = "/usr/bin/python3";
    private static final int CALLS = 3000;

    private final JsonSerializer json = new JsonSerializer();

    @TempDir
    Path folder;

    @Test
    void randomCallsPrintAsCeleryPrintsThem() throws Exception {
        Random random = new Random(56);
        List<String> calls = new ArrayList<>();
        List<List<String>> printed = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            int size = random.nextInt(40);
            List<@Nullable Object> args = list(random, size, 0);
            Map<String, @Nullable Object> kwargs = map(random, size, 0);
            calls.add(new String(json.encode(List.of(args, kwargs)), US_ASCII));
            printed.add(List.of(PyRepr.tuple(args), PyRepr.kwargs(kwargs)));
        }
        List<String> expected = celery(calls);
        for (int i = 0; i < CALLS; i++) {
            assertThat(printed.get(i))
                    .as(calls.get(i))
                    .isEqualTo(json.decode(expected.get(i).getBytes(US_ASCII)));
        }
        System.out.println("saferepr: " + expected.size() + " calls compared with Celery");
        assertThat(expected).hasSize(CALLS);
    }

    @Test
    void typedValuesPrintAsTheirPythonConstructors() {
        assertThat(PyRepr.of(Arrays.asList(new BigDecimal("1.50"), true, null, 1e22, Double.NaN)))
                .isEqualTo("[Decimal('1.50'), True, None, 1e+22, nan]");
        assertThat(PyRepr.of(UUID.fromString("12345678-1234-5678-1234-567812345678")))
                .isEqualTo("UUID('12345678-1234-5678-1234-567812345678')");
        assertThat(PyRepr.of(new byte[] {'a', 'b'})).isEqualTo("b'ab'");
        assertThat(PyRepr.of(new byte[] {-1, 0})).isEqualTo("b'ff00'");
        assertThat(PyRepr.of(OffsetDateTime.of(2024, 2, 29, 12, 30, 0, 0, ZoneOffset.UTC)))
                .isEqualTo("datetime.datetime(2024, 2, 29, 12, 30, tzinfo=datetime.timezone.utc)");
        assertThat(PyRepr.of(LocalDateTime.of(2024, 2, 29, 12, 30, 1, 2000)))
                .isEqualTo("datetime.datetime(2024, 2, 29, 12, 30, 1, 2)");
        assertThat(PyRepr.of(LocalDate.of(2024, 2, 29))).isEqualTo("datetime.date(2024, 2, 29)");
        assertThat(PyRepr.of(LocalTime.of(1, 2, 3))).isEqualTo("datetime.time(1, 2, 3)");
        assertThat(PyRepr.of(OffsetTime.of(1, 2, 0, 0, ZoneOffset.ofHours(-1))))
                .isEqualTo("datetime.time(1, 2, tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=82800)))");
    }

    private @Nullable Object value(Random random, int size, int depth) {
        return switch (random.nextInt(depth > 4 ? 5 : 7)) {
            case 0 -> random.nextBoolean() ? null : random.nextBoolean();
            case 1 -> random.nextLong() >> random.nextInt(64);
            case 2 -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            case 3, 4 -> text(random);
            case 5 -> list(random, random.nextInt(1 + size / 2), depth + 1);
            default -> map(random, random.nextInt(1 + size / 2), depth + 1);
        };
    }

    private List<@Nullable Object> list(Random random, int size, int depth) {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(value(random, size, depth));
        }
        return list;
    }

    private Map<String, @Nullable Object> map(Random random, int size, int depth) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            map.put(text(random), value(random, size, depth));
        }
        return map;
    }

    private static String text(Random random) {
        String[] parts = {"a", "bc ", "it's", "\"", "\\", "æ", "日本", "😀", "\n", " "};
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(20) == 0 ? random.nextInt(600) : random.nextInt(8);
        for (int i = 0; i < length; i++) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }

    private List<String> celery(List<String> calls) throws IOException, InterruptedException {
        Path script = folder.resolve("saferepr.py");
        try (InputStream in = PyReprWithCeleryTest.class.getResourceAsStream("/saferepr.py")) {
            Files.write(script, requireNonNull(in).readAllBytes());
        }
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(PYTHON, script.toString())
                .redirectInput(Files.write(folder.resolve("in"), calls).toFile())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return Files.readAllLines(out, US_ASCII);
    }
}
