package dev.lovage.worker;

import org.slf4j.MDC;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The names by which lines of the log say whose they are: in SLF4J's MDC within a task, for its own lines, and as key-value pairs
 * of the lines in which a worker speaks of a task.
 */
public final class TaskFields {

    /** The task's id. */
    public static final String ID = "task_id";

    /** The task's registered name. */
    public static final String NAME = "task_name";

    /** The queue that its message came from. */
    public static final String QUEUE = "queue";

    /** The process that a line is from, when that is a child. */
    public static final String PROCESS = "process";

    /** The logger of a line that a child logged. */
    public static final String LOGGER = "logger";

    /** The longest id, name or queue in the log. */
    private static final int LONGEST = 200;

    private TaskFields() {}

    /** The time in which this thread is within a task. */
    public interface Scope extends AutoCloseable {

        @Override
        void close();
    }

    /** This thread is within a task from now on, until the scope is closed. */
    public static Scope enter(String id, String name, String queue) {
        MDC.put(ID, shown(id));
        MDC.put(NAME, shown(name));
        MDC.put(QUEUE, shown(queue));
        return () -> {
            MDC.remove(ID);
            MDC.remove(NAME);
            MDC.remove(QUEUE);
        };
    }

    /** A line that speaks of a task. */
    public static LoggingEventBuilder about(LoggingEventBuilder line, String id, String name, String queue) {
        return line.addKeyValue(ID, shown(id)).addKeyValue(NAME, shown(name)).addKeyValue(QUEUE, shown(queue));
    }

    /** A line that speaks of what was requested. */
    public static LoggingEventBuilder about(LoggingEventBuilder line, Request request) {
        return about(line, request.id(), request.task(), request.queue());
    }

    /** In every line the same, whoever writes it. */
    private static String shown(String text) {
        return Text.line(text, LONGEST);
    }
}
