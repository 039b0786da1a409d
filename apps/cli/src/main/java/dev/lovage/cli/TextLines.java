package dev.lovage.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import dev.lovage.worker.TaskFields;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Celery's format, which people and scripts read: {@code [2026-03-01 12:00:00,123: INFO/MainProcess] message}. Each line of a task
 * has the task before it, those of a stack trace too: {@code tasks.add[id] (queue mail): message}. Where the worker names the task
 * in Celery's words, the queue alone comes after them: {@code Task tasks.add[id] received (queue mail)}.
 */
final class TextLines extends LayoutBase<ILoggingEvent> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    @Override
    public String doLayout(ILoggingEvent event) {
        Map<String, @Nullable Object> fields = LogFields.of(event);
        return fields.containsKey(TaskFields.ID)
                ? ofTask(event, fields)
                : head(event) + text(event) + System.lineSeparator();
    }

    private static String ofTask(ILoggingEvent event, Map<String, @Nullable Object> fields) {
        String head = head(event);
        String task = fields.getOrDefault(TaskFields.NAME, "?") + "[" + fields.get(TaskFields.ID) + "]";
        String queue = queue(fields);
        StringBuilder lines = new StringBuilder(160);
        for (String line : lines(text(event))) {
            lines.append(head);
            if (lines.length() == head.length() && line.contains(task)) {
                lines.append(line).append(queue);
            } else {
                lines.append(task).append(queue).append(": ").append(line);
            }
            lines.append(System.lineSeparator());
        }
        return lines.toString();
    }

    private static String queue(Map<String, @Nullable Object> fields) {
        Object queue = fields.getOrDefault(TaskFields.QUEUE, "");
        return "".equals(queue) ? "" : " (queue " + queue + ")";
    }

    private static String head(ILoggingEvent event) {
        StringBuilder head = new StringBuilder(64).append('[');
        TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), head);
        return head.append(": ")
                .append(LogFields.level(event))
                .append('/')
                .append(LogFields.process(event))
                .append("] ")
                .toString();
    }

    private static String text(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        String message = String.valueOf(event.getFormattedMessage());
        return thrown == null ? message : message + System.lineSeparator() + ThrowableProxyUtil.asString(thrown);
    }

    /** At least one. */
    private static List<String> lines(String text) {
        List<String> lines = text.lines().toList();
        return lines.isEmpty() ? List.of("") : lines;
    }
}
