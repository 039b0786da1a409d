package dev.lovage.wire;

import dev.lovage.messaging.codec.JsonSerializer;
import dev.lovage.results.TaskResult;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes result metas around the bytes of their value. */
final class MetaWriter {

    private static final JsonSerializer JSON = new JsonSerializer();

    private final ZoneId zone;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    MetaWriter(ZoneId zone) {
        this.zone = zone;
    }

    byte[] stored(TaskResult result) {
        text("{\"status\": ");
        value(result.state().name());
        body(result);
        field("date_done", result.dateDone().map(this::date).orElse(null));
        result.groupId().ifPresent(group -> field("group_id", group));
        result.parentId().ifPresent(parent -> field("parent_id", parent));
        for (Map.Entry<String, @Nullable Object> entry : result.extended().entrySet()) {
            field(entry.getKey(), entry.getValue());
        }
        field("task_id", result.taskId());
        text("}");
        return out.toByteArray();
    }

    byte[] reply(TaskResult result) {
        text("{\"task_id\": ");
        value(result.taskId());
        field("status", result.state().name());
        body(result);
        text("}");
        return out.toByteArray();
    }

    private void body(TaskResult result) {
        text(", \"result\": ");
        bytes(result.value());
        field("traceback", result.traceback().orElse(null));
        field("children", result.children());
    }

    private String date(OffsetDateTime done) {
        return WireTime.format(done.atZoneSameInstant(zone).toOffsetDateTime());
    }

    private void field(String name, @Nullable Object data) {
        text(", ");
        value(name);
        text(": ");
        value(data);
    }

    private void value(@Nullable Object data) {
        bytes(JSON.encode(data));
    }

    private void text(String ascii) {
        bytes(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    private void bytes(byte[] bytes) {
        out.write(bytes, 0, bytes.length);
    }
}
