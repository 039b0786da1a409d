package dev.lovage;

import dev.lovage.binding.Binder;
import dev.lovage.binding.UnfitException;
import dev.lovage.messaging.codec.JsonSerializer;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import dev.lovage.wire.ExceptionMeta;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads stored results: a value of the task's type, or what the task failed with. */
record ResultReader<R extends @Nullable Object>(String id, String task, Type type) {

    private static final JsonSerializer JSON = new JsonSerializer();

    @SuppressWarnings({"unchecked", "NullAway"
    }) // The binder makes a value of exactly this type; null where the type is a void one.
    R read(TaskResult result) {
        if (result.state().equals(TaskState.SUCCESS)) {
            return (R) value(result);
        }
        ExceptionMeta meta = ExceptionMeta.decode(result.value());
        if (result.state().equals(TaskState.REVOKED)) {
            throw new TaskRevokedException(id, meta);
        }
        throw new TaskFailedException(id, meta, result.traceback().orElse(""));
    }

    private @Nullable Object value(TaskResult result) {
        if (type == void.class || type == Void.class) {
            return null;
        }
        try {
            return Binder.shared().toJava(JSON.decode(result.value()), type);
        } catch (UnfitException e) {
            throw new UnfitException(
                    "The result of " + (task.isEmpty() ? id : task + "[" + id + "]") + " does not fit: "
                            + e.getMessage(),
                    e);
        }
    }

    static <T> Optional<T> info(TaskResult result, Class<T> type) {
        if (result.state().exception() || result.value().length == 0) {
            return Optional.empty();
        }
        return Optional.ofNullable(type.cast(Binder.shared().toJava(JSON.decode(result.value()), type)));
    }
}
