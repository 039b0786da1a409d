package dev.lovage.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object a line; each line of a task has its {@code task_id}, {@code task_name} and {@code queue}. What an application says
 * of its lines under one of the names that every line has does not count.
 */
final class JsonLines extends LayoutBase<ILoggingEvent> {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    @Override
    public String doLayout(ILoggingEvent event) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("timestamp", TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
        line.put("level", LogFields.level(event));
        line.put("logger", LogFields.logger(event));
        line.put("process", LogFields.process(event));
        line.put("message", event.getFormattedMessage());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.put("exception", ThrowableProxyUtil.asString(thrown));
        }
        LogFields.of(event).forEach(line::putIfAbsent);
        return Json.write(line) + "\n";
    }
}
