package dev.lovage.wire;

import dev.lovage.messaging.codec.DecodeException;
import dev.lovage.messaging.codec.DecodeLimits;
import dev.lovage.messaging.codec.JsonSerializer;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads result metas, cutting out the bytes of their value. */
final class MetaReader {

    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final Set<String> KNOWN =
            Set.of("status", "result", "traceback", "children", "date_done", "group_id", "parent_id", "task_id");

    private final ZoneId zone;
    private final JsonSerializer json;

    MetaReader(ZoneId zone, DecodeLimits limits) {
        this.zone = zone;
        this.json = new JsonSerializer(limits);
    }

    TaskResult read(byte[] meta) {
        Map<String, Slice> slices = slices(meta);
        Slice value = slices.get("result");
        try {
            return result(Fields.of(decoded(meta, slices)), value == null ? NULL : value.of(meta));
        } catch (MalformedTaskException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private TaskResult result(Fields fields, byte[] value) {
        return new TaskResult(
                required(fields, "task_id"),
                new TaskState(required(fields, "status")),
                value,
                fields.label("traceback", Integer.MAX_VALUE),
                children(fields),
                fields.text("date_done").map(this::date),
                fields.text("group_id"),
                fields.text("parent_id"),
                fields.without(KNOWN));
    }

    /** Where each top-level value begins and ends. */
    private Map<String, Slice> slices(byte[] meta) {
        Map<String, Slice> slices = new LinkedHashMap<>();
        try (JsonParser parser = json.parser(meta)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw wrong("it is no JSON object");
            }
            String name = parser.nextName();
            while (name != null) {
                parser.nextToken();
                int from = (int) parser.currentTokenLocation().getByteOffset();
                parser.finishToken();
                parser.skipChildren();
                slices.put(name, new Slice(from, (int) parser.currentLocation().getByteOffset()));
                name = parser.nextName();
            }
            if (parser.nextToken() != null) {
                throw wrong("something follows the end");
            }
        } catch (JacksonException e) {
            throw new DecodeException("a result meta", "its JSON", String.valueOf(e.getOriginalMessage()), e);
        }
        return slices;
    }

    private Map<String, @Nullable Object> decoded(byte[] meta, Map<String, Slice> slices) {
        Map<String, @Nullable Object> decoded = new LinkedHashMap<>();
        slices.forEach((name, slice) -> {
            if (!name.equals("result")) {
                decoded.put(name, json.decode(slice.of(meta)));
            }
        });
        return decoded;
    }

    private static List<Object> children(Fields fields) {
        List<@Nullable Object> children = fields.listOrNull("children");
        return children == null
                ? List.of()
                : children.stream()
                        .filter(Objects::nonNull)
                        .map(Object.class::cast)
                        .toList();
    }

    private OffsetDateTime date(String text) {
        return WireTime.parse(text, zone);
    }

    private static String required(Fields fields, String name) {
        return fields.text(name).filter(text -> !text.isEmpty()).orElseThrow(() -> wrong("it has no '" + name + "'"));
    }

    private static DecodeException wrong(String reason) {
        return new DecodeException("a result meta", "its top level", reason);
    }

    private record Slice(int from, int to) {
        byte[] of(byte[] whole) {
            return Arrays.copyOfRange(whole, from, to);
        }
    }
}
