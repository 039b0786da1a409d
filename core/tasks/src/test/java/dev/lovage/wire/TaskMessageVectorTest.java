package dev.lovage.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.messaging.Message;
import dev.lovage.messaging.codec.ContentDisallowedException;
import dev.lovage.messaging.codec.Serializers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Celery sent, decoded and encoded again: every header, property and value of the body must be the same. */
class TaskMessageVectorTest {

    /** What the transport adds on the way, and what stands in the Message itself. */
    private static final Set<String> TRANSPORT =
            Set.of("delivery_info", "delivery_tag", "body_encoding", "content_type", "content_encoding");

    /** JSON made lists of these calls' inner tuples, and of the one whole tuple: they can't print as Celery had them. */
    private static final Set<String> TUPLES_LOST =
            Set.of("argsrepr-explicit", "argsrepr-nested", "send-task-by-name", "map", "starmap", "chunks");

    private final Serializers serializers = Serializers.standard().accepting(List.of("json", "pickle"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis-protocol2-client.json",
                "amqp-protocol2-client.json",
                "redis-protocol2-worker.json",
                "amqp-protocol2-worker.json"
            })
    void protocol2ReadsAndWritesBackTheSame(String file) {
        List<Vectors.Captured> all = Vectors.messages(file);
        for (Vectors.Captured captured : all) {
            assertSame(captured, TaskMessage.decode(captured.message(), serializers));
        }
        System.out.println(file + ": " + all.size() + " messages compared, both ways");
        assertThat(all).hasSizeGreaterThan(30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"messages-redis.json", "messages-amqp.json"})
    void everySerializerAndCompressionOfOursReadsAndWritesBackTheSame(String file) {
        List<String> ours = List.of(
                "serializer-json", "serializer-pickle", "compression-zlib", "compression-gzip", "json-special-args");
        int compared = 0;
        for (Vectors.Captured captured : Vectors.messages(file)) {
            if (ours.contains(captured.id())) {
                TaskMessage task = TaskMessage.decode(captured.message(), serializers);
                Message written = task.encode(serializers);
                assertThat(Vectors.normal(written.headers()))
                        .isEqualTo(Vectors.normal(captured.message().headers()));
                assertThat(PyRepr.tuple(task.args()))
                        .isEqualTo(task.headers().argsrepr().orElseThrow());
                assertThat(Vectors.json(serializers.decode(written)))
                        .isEqualTo(Vectors.json(serializers.decode(captured.message())));
                assertThat(written.contentType()).isEqualTo(captured.message().contentType());
                assertThat(written.contentEncoding())
                        .isEqualTo(captured.message().contentEncoding());
                compared++;
            } else {
                assertThatThrownBy(() -> TaskMessage.decode(captured.message(), serializers))
                        .as(captured.id())
                        .isInstanceOf(ContentDisallowedException.class);
            }
        }
        System.out.println(file + ": " + compared + " messages compared, both ways");
        assertThat(compared).isEqualTo(ours.size());
    }

    private void assertSame(Vectors.Captured captured, TaskMessage task) {
        Message written = task.encode(serializers);
        Message read = captured.message();
        assertThat(task.protocol()).isEqualTo(2);
        assertThat(Vectors.normal(written.headers()))
                .as("headers of " + captured.id())
                .isEqualTo(Vectors.normal(read.headers()));
        assertThat(List.copyOf(written.headers().keySet()))
                .as("order of headers of " + captured.id())
                .isEqualTo(List.copyOf(read.headers().keySet()));
        assertThat(Vectors.normal(written.properties()))
                .as("properties of " + captured.id())
                .isEqualTo(Vectors.normal(withoutTransport(read.properties())));
        assertThat(serializers.decode(written)).as("body of " + captured.id()).isEqualTo(captured.body());
        assertThat(written.contentType()).isEqualTo(read.contentType());
        assertThat(written.contentEncoding()).isEqualTo(read.contentEncoding());
        assertThat(written.body()).as("bytes of " + captured.id()).isEqualTo(read.body());
    }

    private static Map<String, @Nullable Object> withoutTransport(Map<String, @Nullable Object> properties) {
        Map<String, @Nullable Object> rest = new LinkedHashMap<>(properties);
        rest.keySet().removeAll(TRANSPORT);
        return rest;
    }

    @Test
    void argumentsPrintAsCeleryPrintsThem() {
        int compared = 0;
        for (String file : List.of("redis-protocol2-client.json", "amqp-protocol2-client.json")) {
            for (Vectors.Captured captured : Vectors.messages(file)) {
                if (!TUPLES_LOST.contains(captured.id())) {
                    TaskMessage task = TaskMessage.decode(captured.message(), serializers);
                    assertThat(PyRepr.tuple(task.args()))
                            .as(captured.id())
                            .isEqualTo(captured.message().headers().get("argsrepr"));
                    assertThat(PyRepr.kwargs(task.kwargs()))
                            .as(captured.id())
                            .isEqualTo(captured.message().headers().get("kwargsrepr"));
                    compared++;
                }
            }
        }
        System.out.println("argsrepr: " + compared + " messages compared");
        assertThat(compared).isGreaterThan(150);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis-protocol1-client.json", "amqp-protocol1-client.json"})
    void protocol1ReadsWithEveryFieldOfItsBody(String file) {
        List<Vectors.Captured> all = Vectors.messages(file);
        for (Vectors.Captured captured : all) {
            assertThat(TaskHeaders.read(captured.message())).isEmpty();
            TaskMessage task = TaskMessage.decode(captured.message(), serializers);
            assertThat(task.protocol()).isEqualTo(1);
            assertThat(Vectors.normal(protocol1(task))).as(captured.id()).isEqualTo(protocol1Body(captured));
            assertThat(task.headers().extra()).isEqualTo(captured.message().headers());
            assertThat(task.headers().rootId()).isEqualTo(task.id());
        }
        System.out.println(file + ": " + all.size() + " messages compared");
        assertThat(all).hasSizeGreaterThan(60);
    }

    /** The model, laid out as protocol 1 lays it out. */
    private static Map<String, @Nullable Object> protocol1(TaskMessage task) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("task", task.task());
        body.put("id", task.id());
        body.put("args", task.args());
        body.put("kwargs", task.kwargs());
        body.put("group", task.headers().group().orElse(null));
        body.put("group_index", task.headers().groupIndex().orElse(null));
        body.put("retries", task.headers().retries());
        body.put("eta", task.headers().eta().orElse(null));
        body.put("expires", task.headers().expires().orElse(null));
        body.put("callbacks", task.embed().callbacks());
        body.put("errbacks", task.embed().errbacks());
        body.put("timelimit", task.headers().timeLimit().toWire());
        body.put("chord", task.embed().chord());
        return body;
    }

    /** {@code utc} is always true and {@code taskset} is the group again. */
    private static Map<String, Object> protocol1Body(Vectors.Captured captured) {
        Map<String, Object> body = new LinkedHashMap<>(Vectors.map(captured.body()));
        assertThat(body.remove("taskset")).isEqualTo(body.get("group"));
        body.remove("utc");
        return body;
    }

    @Test
    void aCallBuiltHereIsWhatCelerySends() {
        int compared = 0;
        for (Vectors.Captured captured : Vectors.messages("redis-protocol2-client.json")) {
            Message expected = captured.message();
            if (Stream.of("plain-fixed-id", "kwargs-only", "no-args", "unicode", "argsrepr-truncated", "timelimit")
                    .anyMatch(captured.id()::equals)) {
                List<?> body = (List<?>) captured.body();
                TaskMessageBuilder call = TaskMessage.builder(
                                expected.header("id").orElseThrow(),
                                expected.header("task").orElseThrow())
                        .args((List<?>) body.get(0))
                        .kwargs(Vectors.map(body.get(1)))
                        .replyTo(expected.property("reply_to").orElseThrow())
                        .priority(0);
                if (captured.id().equals("timelimit")) {
                    call.timeLimit(TimeLimit.read(List.of(30, 20)));
                }
                Message written = call.build().encode(serializers);
                assertThat(Vectors.normal(without(written.headers())))
                        .isEqualTo(Vectors.normal(without(expected.headers())));
                assertThat(written.headers()).containsEntry("lang", "java").containsKey("origin");
                assertThat(written.body()).isEqualTo(expected.body());
                assertThat(Vectors.normal(written.properties()))
                        .isEqualTo(Vectors.normal(withoutTransport(expected.properties())));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(6);
    }

    private static Map<String, @Nullable Object> without(Map<String, @Nullable Object> headers) {
        Map<String, @Nullable Object> rest = new LinkedHashMap<>(headers);
        rest.keySet().removeAll(Set.of("lang", "origin"));
        return rest;
    }
}
