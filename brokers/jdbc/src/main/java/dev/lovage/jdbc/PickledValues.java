package dev.lovage.jdbc;
import dev.lovage.results.TaskState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import java.nio.charset.StandardCharsets;
/** stub */
final class PickledValues {
    byte[] pickle(byte[] json, TaskState state) { return json; }
    byte[] json(String taskId, byte @Nullable [] pickle) { return pickle == null ? "null".getBytes(StandardCharsets.UTF_8) : pickle; }
    byte @Nullable [] json(@Nullable Object data) { return data == null ? null : data.toString().getBytes(StandardCharsets.UTF_8); }
    Optional<Object> data(byte @Nullable [] json) { return Optional.empty(); }
}
