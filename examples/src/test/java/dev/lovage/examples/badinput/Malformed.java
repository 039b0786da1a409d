package dev.lovage.examples.badinput;

import dev.lovage.messaging.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;

/** Messages that no worker can run, each in a way of its own. */
enum Malformed {
    NOT_JSON {
        @Override
        Message message() {
            return task("tasks.add", "this is { not JSON");
        }
    },
    EMPTY_BODY {
        @Override
        Message message() {
            return task("tasks.add", "");
        }
    },
    BODY_IS_A_NUMBER {
        @Override
        Message message() {
            return task("tasks.add", "5");
        }
    },
    BODY_IS_NULL {
        @Override
        Message message() {
            return task("tasks.add", "null");
        }
    },
    BODY_OF_TWO {
        @Override
        Message message() {
            return task("tasks.add", "[[1, 2], {}]");
        }
    },
    ARGS_NO_LIST {
        @Override
        Message message() {
            return task("tasks.add", "[5, {}, {}]");
        }
    },
    KWARGS_NO_OBJECT {
        @Override
        Message message() {
            return task("tasks.add", "[[1, 2], [3], {}]");
        }
    },
    EMBED_NO_OBJECT {
        @Override
        Message message() {
            return task("tasks.add", "[[1, 2], {}, 7]");
        }
    },
    NOT_UTF8 {
        @Override
        Message message() {
            return with(
                    task("tasks.concat", ""),
                    new byte[] {'[', '[', '"', (byte) 0xC3, (byte) 0x28, '"', ']', ',', '{', '}'});
        }
    },
    TOO_DEEP {
        @Override
        Message message() {
            return task("tasks.add", "[[" + "[".repeat(5000) + "]".repeat(5000) + ", 2], {}, {}]");
        }
    },
    TOO_LARGE {
        @Override
        Message message() {
            return task("tasks.concat", "[[\"" + "x".repeat(200_000) + "\", \"y\"], {}, {}]");
        }
    },
    UNKNOWN_MARKER {
        @Override
        Message message() {
            return task("tasks.add", "[[{\"__type__\": \"class\", \"__value__\": \"java.lang.Runtime\"}, 2], {}, {}]");
        }
    },
    MONSTROUS_DECIMAL {
        @Override
        Message message() {
            return task("tasks.half", "[[{\"__type__\": \"decimal\", \"__value__\": \"1e2147483647\"}], {}, {}]");
        }
    },
    NO_ID {
        @Override
        Message message() {
            return header(task("tasks.add", "[[1, 2], {}, {}]"), "id", null, true);
        }
    },
    ID_IS_A_NUMBER {
        @Override
        Message message() {
            return header(task("tasks.add", "[[1, 2], {}, {}]"), "id", 5, false);
        }
    },
    TASK_IS_A_LIST {
        @Override
        Message message() {
            return header(task("tasks.add", "[[1, 2], {}, {}]"), "task", java.util.List.of("tasks.add"), false);
        }
    },
    UNKNOWN_TASK {
        @Override
        Message message() {
            return task("tasks.nosuch", "[[1, 2], {}, {}]");
        }
    },
    PICKLE {
        @Override
        Message message() {
            Message plain = task("tasks.add", "cos\nsystem\n(S'touch /tmp/lovage-owned'\ntR.");
            return new Message(
                    plain.body(), "application/x-python-serialize", "binary", plain.headers(), plain.properties());
        }
    },
    UNKNOWN_CONTENT_TYPE {
        @Override
        Message message() {
            Message plain = task("tasks.add", "[[1, 2], {}, {}]");
            return new Message(plain.body(), "application/x-nonsense", "utf-8", plain.headers(), plain.properties());
        }
    },
    ZIP_BOMB {
        @Override
        Message message() {
            return header(with(task("tasks.add", ""), bomb()), "compression", "application/x-gzip", false);
        }
    },
    UNKNOWN_COMPRESSION {
        @Override
        Message message() {
            return header(task("tasks.add", "[[1, 2], {}, {}]"), "compression", "application/x-nonsense", false);
        }
    },
    NO_TASK_AT_ALL {
        @Override
        Message message() {
            return new Message(bytes("{\"hello\": \"world\"}"), "application/json", "utf-8", Map.of(), Map.of());
        }
    };

    /** A new one of its kind. */
    abstract Message message();

    private static Message task(String name, String body) {
        String id = UUID.randomUUID().toString();
        Map<String, @Nullable Object> headers = new LinkedHashMap<>();
        headers.put("lang", "py");
        headers.put("task", name);
        headers.put("id", id);
        return new Message(
                bytes(body), "application/json", "utf-8", headers, Map.of("correlation_id", id, "reply_to", "nobody"));
    }

    private static Message with(Message message, byte[] body) {
        return new Message(
                body, message.contentType(), message.contentEncoding(), message.headers(), message.properties());
    }

    private static Message header(Message message, String name, @Nullable Object value, boolean remove) {
        Map<String, @Nullable Object> headers = new LinkedHashMap<>(message.headers());
        headers.put(name, value);
        if (remove) {
            headers.remove(name);
        }
        return new Message(
                message.body(), message.contentType(), message.contentEncoding(), headers, message.properties());
    }

    /** Some ten kilobytes that would become ten megabytes. */
    private static byte[] bomb() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(new byte[10_000_000]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
