package dev.lovage.worker.pool;

import dev.lovage.worker.TaskFields;
import dev.lovage.worker.channel.TaskLabel;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Puts what a child prints into the parent's log. A line of the child's own log keeps its level and logger; what is printed is a
 * warning, as with Celery.
 */
final class OutputLog {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.task");

    /** As {@code ChildLines} writes it. */
    private static final Pattern LINE =
            Pattern.compile("(TRACE|DEBUG|INFO|WARN|ERROR)\t(\\S{1,128})\t(.*)", Pattern.DOTALL);

    /** What stands for an end of line within a line of the child's log. */
    private static final char LINE_SEPARATOR = '\u2028';

    private final String process;

    OutputLog(long pid) {
        this.process = "Child-" + pid;
    }

    void line(TaskLabel task, String text) {
        Matcher logged = LINE.matcher(text);
        boolean own = logged.matches();
        LoggingEventBuilder line = LOG.atLevel(own ? Level.valueOf(logged.group(1)) : Level.WARN);
        if (own) {
            line = line.addKeyValue(TaskFields.LOGGER, logged.group(2));
        }
        MDC.put(TaskFields.PROCESS, process);
        String message = own ? unfolded(logged.group(3)) : text;
        if (task.isNone()) {
            line.log(message);
            return;
        }
        try (TaskFields.Scope inside = TaskFields.enter(task.id(), task.name(), task.queue())) {
            line.log(message);
        }
    }

    private static String unfolded(String text) {
        return text.replace(LINE_SEPARATOR, '\n').stripTrailing();
    }
}
