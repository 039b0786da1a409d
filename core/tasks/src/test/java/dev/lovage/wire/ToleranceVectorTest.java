package dev.lovage.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.codec.Serializers;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Incomplete and odd messages: what a Celery worker executes we can read; the rest is refused with a reason. */
class ToleranceVectorTest {

    /** The transport's business: these never become a readable message. */
    private static final Set<String> OF_THE_ENVELOPE =
            Set.of("no-delivery-info", "no-delivery-tag", "no-properties", "not-json", "json-not-object");

    private final Serializers serializers = Serializers.standard();

    @Test
    void whatCeleryExecutesIsReadAndWhatItRefusesIsRefused() {
        int executed = 0;
        int refused = 0;
        for (Map<String, Object> vector : Vectors.vectors("tolerance-redis.json")) {
            String id = Vectors.text(vector.get("id"));
            if (OF_THE_ENVELOPE.contains(id)) {
                continue;
            }
            Message message = Vectors.element(Vectors.map(vector.get("element")));
            if (vector.get("outcome").equals("executed")) {
                TaskMessage task = TaskMessage.decode(message, serializers);
                assertThat(task.task()).as(id).isEqualTo("tasks.add");
                assertThat(task.args().size() + task.kwargs().size()).as(id).isEqualTo(2);
                executed++;
            } else {
                assertThatThrownBy(() -> TaskMessage.decode(message, serializers))
                        .as(id)
                        .isInstanceOf(LovageException.class);
                refused++;
            }
        }
        System.out.println("tolerance: " + executed + " read, " + refused + " refused");
        assertThat(executed).isGreaterThan(20);
        assertThat(refused).isGreaterThan(8);
    }

    @Test
    void everySpellingOfAMomentIsRead() {
        assertThat(WireTime.parse("2024-01-01T00:00:00.123456789Z", ZoneOffset.UTC))
                .hasToString("2024-01-01T00:00:00.123456Z");
        assertThat(WireTime.parse("2024-01-01T00:00:00+0000", ZoneOffset.UTC)).hasToString("2024-01-01T00:00Z");
        assertThat(WireTime.parse("2024-01-01T00:00:00", ZoneOffset.ofHours(2))).hasToString("2024-01-01T00:00+02:00");
        assertThat(WireTime.parse("2024-01-01 01:02:03.5-05:30", ZoneOffset.UTC))
                .hasToString("2024-01-01T01:02:03.500-05:30");
        assertThatThrownBy(() -> WireTime.parse("tomorrow", ZoneOffset.UTC)).isInstanceOf(MalformedTaskException.class);
    }

    @Test
    void aWrongShapeIsNamed() {
        refused("[[1], {}]", "two elements", "The body has 2 elements, not three");
        refused("[null, {}, {}]", "args", "args, the body's first element, is not a list but null");
        refused("[[], [], {}]", "kwargs", "kwargs, the body's second element, is not an object but a list");
        refused(
                "[[], {}, 7]",
                "embed",
                "the body's third element (callbacks, errbacks, chain, chord) is not an object");
        refused("\"hi\"", "text", "The body is not a list but a text");
        assertThatThrownBy(() -> TaskMessage.decode(message("{}", Map.of()), serializers))
                .hasMessageStartingWith("No task: neither a header 'task'");
        assertThatThrownBy(() -> TaskHeaders.read(message("[]", Map.of("task", "t"))))
                .hasMessage("The message has no 'id'");
        assertThatThrownBy(() -> TaskHeaders.read(message("[]", Map.of("task", "t", "id", "x".repeat(256)))))
                .hasMessage("'id' has 256 characters; the most is 255");
        assertThatThrownBy(() -> TaskHeaders.read(message("[]", Map.of("task", 1, "id", "x"))))
                .hasMessage("'task' is not a text but a number");
        assertThatThrownBy(() -> TaskHeaders.read(message("[]", Map.of("task", "t", "id", "x", "timelimit", 5))))
                .hasMessage("'timelimit' is not a list of two, [hard, soft]");
    }

    @Test
    void whatOnlyPeopleReadIsCutInsteadOfRefused() {
        TaskHeaders headers = TaskHeaders.read(message(
                        "[]",
                        Map.of(
                                "task",
                                "t",
                                "id",
                                "x",
                                "argsrepr",
                                "y".repeat(10_000),
                                "shadow",
                                "z".repeat(9_000),
                                "retries",
                                -1_000_000_000L,
                                "origin",
                                5,
                                "timelimit",
                                List.of(-1, 1e300))))
                .orElseThrow();
        assertThat(headers.argsrepr().orElseThrow()).hasSize(TaskHeaders.MAX_REPR);
        assertThat(headers.label()).hasSize(TaskHeaders.MAX_NAME);
        assertThat(headers.retries()).isZero();
        assertThat(headers.origin()).isEmpty();
        assertThat(headers.timeLimit().hard()).isEmpty();
        assertThat(headers.timeLimit().soft().orElseThrow()).hasSeconds(Integer.MAX_VALUE);
    }

    @Test
    void theIdOfABrokenMessageIsFoundWhereItCanBe() {
        assertThat(TaskHeaders.readableId(message("[", Map.of("id", "x", "task", 7))))
                .contains("x");
        assertThat(TaskHeaders.readableId(message("[", Map.of("id", 7)).withProperty("correlation_id", "y")))
                .contains("y");
        assertThat(TaskHeaders.readableId(message("[", Map.of("id", "x".repeat(256)))))
                .isEmpty();
        assertThat(TaskHeaders.readableId(message("[", Map.of()))).isEmpty();
    }

    @Test
    void unknownFieldsArePassedOn() {
        Message message = new Message(
                "[[1], {}, {\"chain\": null, \"later\": [1]}]".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "application/json",
                "utf-8",
                Map.of("task", "t", "id", "x", "x-new", Map.of("a", 1L)),
                Map.of("reply_to", "r", "x-prop", "p"));
        Message written = TaskMessage.decode(message, serializers).encode(serializers);
        assertThat(written.headers()).containsEntry("x-new", Map.of("a", 1L));
        assertThat(written.properties()).containsEntry("x-prop", "p").containsEntry("reply_to", "r");
        assertThat(new String(written.body(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"later\": [1]");
    }

    private void refused(String body, String what, String reason) {
        assertThatThrownBy(() -> TaskMessage.decode(message(body, Map.of("task", "t", "id", "x")), serializers))
                .as(what)
                .isInstanceOf(MalformedTaskException.class)
                .hasMessageContaining(reason);
    }

    private static Message message(String body, Map<String, Object> headers) {
        return new Message(
                body.getBytes(java.nio.charset.StandardCharsets.UTF_8), "application/json", "utf-8", headers, Map.of());
    }
}
