package dev.lovage.jdbc;

import dev.lovage.messaging.Clock;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code celery_taskmeta}.
 *
 * @param result a pickle, whatever serializer is configured
 * @param dateDone without an offset, in the app's timezone; not set before the state is ready
 * @param args JSON, only of an extended result; so are the columns that follow
 */
record ResultRow(
        String taskId,
        String status,
        byte @Nullable [] result,
        @Nullable String dateDone,
        @Nullable String traceback,
        @Nullable String name,
        byte @Nullable [] args,
        byte @Nullable [] kwargs,
        @Nullable String worker,
        @Nullable Integer retries,
        @Nullable String queue) {

    /** The columns in the order of {@link #read}. */
    static final String COLUMNS =
            "task_id, status, result, date_done, traceback, name, args, kwargs, worker, retries, queue";

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    /** The row of a result; the extended columns stay empty unless asked for. */
    static ResultRow of(TaskResult result, boolean extended, PickledValues values, ZoneId zone, Clock clock) {
        Map<String, @Nullable Object> more = extended ? result.extended() : Map.of();
        Optional<LocalDateTime> done = result.dateDone()
                .map(OffsetDateTime::toInstant)
                .or(() -> result.state().ready() ? Optional.of(clock.now()) : Optional.empty())
                .map(instant -> LocalDateTime.ofInstant(instant, zone));
        return new ResultRow(
                result.taskId(),
                result.state().name(),
                values.pickle(result.value(), result.state()),
                done.map(DATE::format).orElse(null),
                result.traceback().orElse(null),
                text(more.get("name")),
                values.json(more.get("args")),
                values.json(more.get("kwargs")),
                text(more.get("worker")),
                more.get("retries") instanceof Number retries ? (Integer) retries.intValue() : null,
                text(more.get("queue")));
    }

    /** Reads the {@link #COLUMNS}. */
    static ResultRow read(ResultSet row) throws SQLException {
        String status = row.getString(2);
        int retries = row.getInt(10);
        boolean noRetries = row.wasNull();
        return new ResultRow(
                row.getString(1),
                status == null || status.isEmpty() ? TaskState.PENDING.name() : status,
                row.getBytes(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getBytes(7),
                row.getBytes(8),
                row.getString(9),
                noRetries ? null : (Integer) retries,
                row.getString(11));
    }

    /** A date as the column has it: texts of one form, which sort as the dates do. */
    static String date(LocalDateTime date) {
        return DATE.format(date);
    }

    /** Whether it was done before this. */
    boolean isOlderThan(String date) {
        return dateDone != null && dateDone.compareTo(date) < 0;
    }

    /** The arguments of an insert, in the order of {@link #COLUMNS}. */
    @Nullable
    Object[] values() {
        return new @Nullable Object[] {
            taskId, status, result, dateDone, traceback, name, args, kwargs, worker, retries, queue
        };
    }

    TaskResult toResult(PickledValues values, ZoneId zone) {
        TaskState state = new TaskState(status);
        return new TaskResult(
                taskId,
                state,
                values.json(taskId, state, result),
                Optional.ofNullable(traceback),
                List.of(),
                done(zone),
                Optional.empty(),
                Optional.empty(),
                extended(values));
    }

    private Optional<OffsetDateTime> done(ZoneId zone) {
        if (dateDone == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    LocalDateTime.parse(dateDone.replace(' ', 'T')).atZone(zone).toOffsetDateTime());
        } catch (DateTimeException e) {
            return Optional.empty(); // Somebody else's form of a date: no reason to withhold the result.
        }
    }

    private Map<String, @Nullable Object> extended(PickledValues values) {
        Map<String, @Nullable Object> extended = new LinkedHashMap<>();
        if (name != null) {
            extended.put("name", name);
        }
        values.data(args).ifPresent(value -> extended.put("args", value));
        values.data(kwargs).ifPresent(value -> extended.put("kwargs", value));
        if (worker != null) {
            extended.put("worker", worker);
        }
        if (retries != null) {
            extended.put("retries", retries);
        }
        if (queue != null) {
            extended.put("queue", queue);
        }
        return extended;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
