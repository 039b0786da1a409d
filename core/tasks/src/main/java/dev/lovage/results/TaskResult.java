package dev.lovage.results;

import static java.util.Objects.requireNonNull;

import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a result backend keeps of one task: Celery's result meta.
 *
 * <p>The value stays bytes, JSON text with kombu's typed values, so that whoever only passes it on never decodes it.
 *
 * @param value JSON text, UTF-8. For the exception states an object with {@code exc_type}, {@code exc_message} and
 *     {@code exc_module}
 * @param traceback the text of a traceback or stack trace
 * @param children Celery's result tuples of the tasks that this one called
 * @param dateDone set when the state is ready; the backend sets it where it is absent
 * @param extended what {@code result_extended} adds: {@code name, args, kwargs, worker, retries, queue}; else empty
 */
public record TaskResult(
        String taskId,
        TaskState state,
        byte[] value,
        Optional<String> traceback,
        List<Object> children,
        Optional<OffsetDateTime> dateDone,
        Optional<String> groupId,
        Optional<String> parentId,
        Map<String, @Nullable Object> extended) {

    public TaskResult {
        requireNonNull(taskId, "taskId");
        requireNonNull(state, "state");
        requireNonNull(value, "value");
        children = List.copyOf(children);
        extended = Collections.unmodifiableMap(new LinkedHashMap<>(extended));
    }

    /** A result with nothing but a state and a value. */
    public static TaskResult of(String taskId, TaskState state, byte[] value) {
        return new TaskResult(
                taskId,
                state,
                value,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }
}
