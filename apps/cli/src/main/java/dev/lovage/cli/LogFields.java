package dev.lovage.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.lovage.worker.TaskFields;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** What a line of the log says beside its message. */
final class LogFields {

    private LogFields() {}

    /** Everything that was said of the line, and of the thread that it is from. */
    static Map<String, @Nullable Object> of(ILoggingEvent event) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(event.getMDCPropertyMap());
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                fields.put(pair.key, String.valueOf(pair.value));
            }
        }
        return fields;
    }

    /** Whose line it is; that of a child's log keeps its logger. */
    static String logger(ILoggingEvent event) {
        boolean ofChild = event.getMDCPropertyMap().containsKey(TaskFields.PROCESS);
        Object logger = ofChild ? of(event).get(TaskFields.LOGGER) : null;
        return logger == null ? event.getLoggerName() : logger.toString();
    }

    /** Python's name of the level. */
    static String level(ILoggingEvent event) {
        return event.getLevel().equals(Level.WARN)
                ? "WARNING"
                : event.getLevel().toString();
    }

    /** Which process a line is from, by Celery's name for the parent. */
    static String process(ILoggingEvent event) {
        return event.getMDCPropertyMap().getOrDefault(TaskFields.PROCESS, "MainProcess");
    }
}
