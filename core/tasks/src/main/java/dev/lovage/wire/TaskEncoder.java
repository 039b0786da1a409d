package dev.lovage.wire;

import dev.lovage.messaging.Message;
import dev.lovage.messaging.codec.Compressor;
import dev.lovage.messaging.codec.Serializer;
import dev.lovage.messaging.codec.Serializers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes task messages as Celery's protocol 2. */
final class TaskEncoder {

    private final Serializers serializers;

    TaskEncoder(Serializers serializers) {
        this.serializers = serializers;
    }

    Message encode(TaskMessage task) {
        Serializer serializer = serializers.byName(task.properties().serializer());
        byte[] body = serializer.encode(
                List.of(task.args(), task.kwargs(), task.embed().toWire()));
        Map<String, @Nullable Object> headers = headers(task.headers());
        Optional<Compressor> compressor = task.properties().compression().map(serializers::compressor);
        if (compressor.isPresent()) {
            body = compressor.get().compress(body);
            headers.put("compression", compressor.get().contentType());
        }
        return new Message(
                body,
                serializer.contentType(),
                serializer.contentEncoding(),
                headers,
                task.properties().toWire(task.id()));
    }

    private static Map<String, @Nullable Object> headers(TaskHeaders task) {
        Map<String, @Nullable Object> headers = new LinkedHashMap<>(32);
        headers.put("lang", task.lang());
        headers.put("task", task.task());
        headers.put("id", task.id());
        headers.put("shadow", task.shadow().orElse(null));
        headers.put("eta", task.eta().orElse(null));
        headers.put("expires", task.expires().orElse(null));
        headers.put("group", task.group().orElse(null));
        headers.put("group_index", task.groupIndex().orElse(null));
        headers.put("retries", task.retries());
        headers.put("timelimit", task.timeLimit().toWire());
        headers.put("root_id", task.rootId());
        headers.put("parent_id", task.parentId().orElse(null));
        headers.put("argsrepr", task.argsrepr().orElse("()"));
        headers.put("kwargsrepr", task.kwargsrepr().orElse("{}"));
        headers.put("origin", task.origin().orElse(null));
        headers.put("ignore_result", task.ignoreResult());
        headers.put("replaced_task_nesting", task.replacedTaskNesting());
        headers.put("stamped_headers", task.stampedHeaders());
        headers.put("stamps", task.stamps());
        headers.putAll(task.extra());
        return headers;
    }
}
