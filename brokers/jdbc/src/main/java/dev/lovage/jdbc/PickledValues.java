package dev.lovage.jdbc;

import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.codec.DecodeException;
import dev.lovage.messaging.codec.JsonSerializer;
import dev.lovage.messaging.codec.PickleSerializer;
import dev.lovage.results.TaskState;
import dev.lovage.wire.ExceptionMeta;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Between the values of results, which are JSON here, and the columns of Celery's table, which are pickles. Thread-safe. */
final class PickledValues {

    private static final byte[] NULL = "null".getBytes(StandardCharsets.UTF_8);

    private final JsonSerializer json = new JsonSerializer();
    private final PickleSerializer pickle = new PickleSerializer();

    /** The column of a value; an exception's as Celery's, with its arguments as a tuple. */
    byte[] pickle(byte[] value, TaskState state) {
        Object data = json.decode(value);
        return state.exception() && data instanceof Map<?, ?> map && map.get("exc_message") instanceof List<?> arguments
                ? exception(map, arguments)
                : pickle.encode(data);
    }

    /** The value of a column. */
    byte[] json(String taskId, TaskState state, byte @Nullable [] column) {
        if (column == null) {
            return NULL;
        }
        try {
            return json.encode(pickle.decode(column));
        } catch (DecodeException e) {
            if (state.exception()) {
                // With result_serializer=pickle Celery stores the exception itself. The traceback says what it was.
                return new ExceptionMeta("Exception", List.of("not plain data: " + e.reason()), "builtins").encode();
            }
            throw new LovageException(
                    "The result of task " + taskId + " is no plain data: " + e.reason()
                            + ". Let the Python task return texts, numbers, lists, dicts, dates, Decimal, UUID or bytes",
                    e);
        }
    }

    /** JSON text of an extended column's value. */
    byte @Nullable [] json(@Nullable Object data) {
        return data == null ? null : json.encode(data);
    }

    /** The value of an extended column; empty where there is none, or it was written by another serializer. */
    Optional<Object> data(byte @Nullable [] column) {
        if (column == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(json.decode(column));
        } catch (DecodeException e) {
            return Optional.empty();
        }
    }

    /** Plain data has no tuples, so this pickle is put together of pickles; without memo, as ours are, they nest. */
    private byte[] exception(Map<?, ?> exception, List<?> arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x80, 4, '}', '('});
        exception.forEach((name, value) -> {
            nest(out, name);
            if ("exc_message".equals(name)) {
                out.write('(');
                arguments.forEach(argument -> nest(out, argument));
                out.write('t');
            } else {
                nest(out, value);
            }
        });
        out.writeBytes(new byte[] {'u', '.'});
        return out.toByteArray();
    }

    /** All of a pickle but its two bytes of head and one of end. */
    private void nest(ByteArrayOutputStream out, @Nullable Object data) {
        byte[] whole = pickle.encode(data);
        out.write(whole, 2, whole.length - 3);
    }
}
