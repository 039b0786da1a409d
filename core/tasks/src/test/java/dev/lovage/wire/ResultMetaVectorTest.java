package dev.lovage.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.messaging.codec.DecodeException;
import dev.lovage.messaging.codec.JsonSerializer;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Result metas as Celery stored and sent them, read and written back. */
class ResultMetaVectorTest {

    private final ResultMeta metas = new ResultMeta(ZoneOffset.UTC);
    private final JsonSerializer json = new JsonSerializer();

    @ParameterizedTest
    @ValueSource(strings = {"results-redis.json", "results-redis-extended.json", "results-redis-variants.json"})
    void storedMetasReadAndWriteBackTheSame(String file) {
        List<Map<String, Object>> all = Vectors.vectors(file);
        for (Map<String, Object> vector : all) {
            byte[] meta = Vectors.text(vector.get("meta")).getBytes(UTF_8);
            TaskResult result = metas.decode(meta);
            Map<String, Object> expected = Vectors.map(json.decode(meta));
            assertThat(text(json.decode(result.value()))).as(vector.toString()).isEqualTo(text(expected.get("result")));
            assertThat(text(withoutNullChildren(Vectors.map(json.decode(metas.encode(result))))))
                    .as(String.valueOf(vector.get("id")))
                    .isEqualTo(text(withoutNullChildren(expected)));
        }
        System.out.println(file + ": " + all.size() + " metas compared, both ways");
        assertThat(all).hasSizeGreaterThan(15);
    }

    @Test
    void repliesReadAndWriteBackTheSame() {
        List<Map<String, Object>> all = Vectors.vectors("results-rpc.json");
        for (Map<String, Object> vector : all) {
            byte[] meta = Base64.getDecoder().decode(Vectors.text(vector.get("body_b64")));
            Map<String, Object> expected = Vectors.map(json.decode(meta));
            assertThat(text(withoutNullChildren(Vectors.map(json.decode(metas.encodeReply(metas.decode(meta)))))))
                    .as(String.valueOf(vector.get("id")))
                    .isEqualTo(text(withoutNullChildren(expected)));
        }
        System.out.println("results-rpc.json: " + all.size() + " replies compared, both ways");
        assertThat(all).hasSizeGreaterThan(25);
    }

    /** Null children and none are the same to every reader. */
    private static Map<String, Object> withoutNullChildren(Map<String, Object> meta) {
        Map<String, Object> normal = new LinkedHashMap<>(meta);
        if (normal.get("children") == null) {
            normal.put("children", List.of());
        }
        return normal;
    }

    /** Arrays of bytes are equal to nothing but themselves; their text is. The order of the keys counts too. */
    private String text(@Nullable Object data) {
        return new String(json.encode(data), UTF_8);
    }

    @Test
    void theValueOfAnyKindComesOutAsTheBytesItIs() {
        for (String value : List.of(
                "1",
                "-1.5e3",
                "\"a\\u00e6\\\"b\"",
                "null",
                "true",
                "[1, [2, \"]\"]]",
                "{\"result\": {\"a\": 1}}",
                "NaN",
                "[]")) {
            TaskResult result = TaskResult.of("t", TaskState.SUCCESS, value.getBytes(UTF_8));
            assertThat(new String(metas.decode(metas.encode(result)).value(), UTF_8))
                    .isEqualTo(value);
            assertThat(new String(metas.decode(metas.encodeReply(result)).value(), UTF_8))
                    .isEqualTo(value);
            byte[] spaced = ("{\"task_id\":\"æ\" , \"status\" : \"S\", \"result\" :  " + value + "\n}").getBytes(UTF_8);
            assertThat(new String(metas.decode(spaced).value(), UTF_8)).isEqualTo(value);
        }
    }

    @Test
    void theDateHasTheZoneOfTheApp() {
        TaskResult done = new TaskResult(
                "t",
                TaskState.SUCCESS,
                "1".getBytes(UTF_8),
                java.util.Optional.empty(),
                List.of(),
                java.util.Optional.of(OffsetDateTime.parse("2024-01-01T00:00:00.5Z")),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                Map.of());
        ResultMeta copenhagen = new ResultMeta(ZoneId.of("Europe/Copenhagen"));
        assertThat(new String(copenhagen.encode(done), UTF_8)).contains("\"2024-01-01T01:00:00.500000+01:00\"");
        assertThat(copenhagen
                        .decode("{\"task_id\": \"t\", \"status\": \"SUCCESS\", \"date_done\": \"2024-01-01T01:00:00\"}"
                                .getBytes(UTF_8))
                        .dateDone())
                .contains(OffsetDateTime.parse("2024-01-01T01:00:00+01:00"));
    }

    @Test
    void whatIsNoMetaIsRefusedWithAReason() {
        for (String bad : List.of(
                "",
                "7",
                "[]",
                "{",
                "{\"task_id\": \"t\"}",
                "{\"task_id\": \"t\", \"status\": \"S\"} 7",
                "{\"status\": \"S\"}",
                "{\"task_id\": 1, \"status\": \"S\"}",
                "{\"task_id\": \"t\", \"status\": \"S\", \"children\": 5}",
                "{\"task_id\": \"t\", \"status\": \"S\", \"date_done\": \"never\"}")) {
            assertThatThrownBy(() -> metas.decode(bad.getBytes(UTF_8))).as(bad).isInstanceOf(DecodeException.class);
        }
    }

    @Test
    void aJavaExceptionIsDescribedAsCeleryDescribesItsOwn() {
        ExceptionMeta meta = ExceptionMeta.of(new IllegalStateException("no such customer"));
        assertThat(new String(meta.encode(), UTF_8))
                .isEqualTo("{\"exc_type\": \"IllegalStateException\", \"exc_message\": [\"no such customer\"], "
                        + "\"exc_module\": \"java.lang\"}");
        assertThat(ExceptionMeta.decode(meta.encode())).isEqualTo(meta);
        assertThat(meta.summary()).isEqualTo("IllegalStateException: no such customer");
        assertThat(ExceptionMeta.of(new RuntimeException()).message()).isEmpty();
        assertThat(ExceptionMeta.decode("\"boom\"".getBytes(UTF_8)).message()).isEqualTo(List.of("boom"));
    }

    @Test
    void childrenAreKeptAsTuples() {
        @Nullable Object task = java.util.Arrays.asList(java.util.Arrays.asList("child", null), null);
        TaskResult result = new TaskResult(
                "t",
                TaskState.SUCCESS,
                "1".getBytes(UTF_8),
                java.util.Optional.empty(),
                List.of(task),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                Map.of());
        assertThat(new String(metas.encode(result), UTF_8)).contains("\"children\": [[[\"child\", null], null]]");
        assertThat(metas.decode(metas.encode(result)).children()).isEqualTo(List.of(task));
    }
}
