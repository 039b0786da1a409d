package dev.lovage.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import dev.lovage.worker.TaskFields;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/**
 * Celery's format, which people and scripts read: {@code [2026-03-01 12:00:00,123: INFO/MainProcess] message}. What a task logs or
 * prints has the task before it: {@code tasks.add[id]: message}.
 */
final class TextLines extends LayoutBase<ILoggingEvent> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160).append('[');
        TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
        line.append(": ").append(LogFields.level(event)).append('/');
        line.append(LogFields.process(event)).append("] ");
        Map<String, String> inside = event.getMDCPropertyMap();
        if (inside.containsKey(TaskFields.ID)) {
            line.append(inside.getOrDefault(TaskFields.NAME, "?")).append('[');
            line.append(inside.get(TaskFields.ID)).append("]: ");
        }
        line.append(event.getFormattedMessage()).append(System.lineSeparator());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.append(ThrowableProxyUtil.asString(thrown)).append(System.lineSeparator());
        }
        return line.toString();
    }
}
