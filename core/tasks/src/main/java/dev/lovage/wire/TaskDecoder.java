package dev.lovage.wire;

import dev.lovage.messaging.Message;
import dev.lovage.messaging.codec.Serializers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads task messages of protocol 1 and 2. */
final class TaskDecoder {

    private static final Set<String> BODY_FIELDS_OF_PROTOCOL_1 =
            Set.of("args", "kwargs", "utc", "callbacks", "errbacks", "taskset", "chord");

    private final Serializers serializers;

    TaskDecoder(Serializers serializers) {
        this.serializers = serializers;
    }

    TaskMessage decode(Message message) {
        Optional<TaskHeaders> headers = TaskHeaders.read(message);
        Object body = serializers.decode(message);
        TaskProperties properties = TaskProperties.read(
                message, serializers.accepted(message.contentType()).name());
        if (headers.isEmpty()) {
            return protocol1(message, body, properties);
        }
        return body instanceof Map<?, ?>
                ? object(2, headers.get(), body, properties)
                : triple(headers.get(), body, properties);
    }

    private static TaskMessage triple(TaskHeaders headers, @Nullable Object body, TaskProperties properties) {
        List<@Nullable Object> parts = Fields.list(body, "The body");
        if (parts.size() != 3) {
            throw new MalformedTaskException(
                    "The body has " + parts.size() + " elements, not three: [args, kwargs, embed]");
        }
        return new TaskMessage(
                2,
                headers,
                Fields.list(parts.get(0), "args, the body's first element,"),
                Fields.map(parts.get(1), "kwargs, the body's second element,"),
                Embed.read(parts.get(2)),
                properties);
    }

    private static TaskMessage protocol1(Message message, @Nullable Object body, TaskProperties properties) {
        if (!(body instanceof Map<?, ?> map) || !map.containsKey("task")) {
            throw new MalformedTaskException(
                    "No task: neither a header 'task' (protocol 2) nor a body that is an object with 'task' (protocol 1)");
        }
        return object(1, TaskHeaders.read(headers(message, Fields.map(map, "The body"))), body, properties);
    }

    /** Protocol 1 has in its body what protocol 2 has in headers; custom headers stay headers. */
    private static Map<String, @Nullable Object> headers(Message message, Map<String, @Nullable Object> body) {
        Map<String, @Nullable Object> headers = new LinkedHashMap<>(body);
        headers.keySet().removeAll(BODY_FIELDS_OF_PROTOCOL_1);
        if (body.get("group") == null && body.get("taskset") != null) {
            headers.put("group", body.get("taskset"));
        }
        message.headers().forEach(headers::putIfAbsent);
        headers.putIfAbsent("lang", "py");
        return headers;
    }

    private static TaskMessage object(int protocol, TaskHeaders headers, Object body, TaskProperties properties) {
        Fields fields = Fields.of(body, "The body");
        List<@Nullable Object> args = fields.listOrNull("args");
        Embed embed = new Embed(
                fields.listOrNull("callbacks"),
                fields.listOrNull("errbacks"),
                fields.listOrNull("chain"),
                fields.mapOrNull("chord"),
                Map.of());
        return new TaskMessage(
                protocol, headers, args == null ? List.of() : args, fields.mapOrEmpty("kwargs"), embed, properties);
    }
}
