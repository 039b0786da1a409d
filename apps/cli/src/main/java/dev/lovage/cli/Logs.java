package dev.lovage.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Layout;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Where the log goes and what it looks like. */
final class Logs {

    private static final String COMMAND = "lovage: %msg%n";

    /** Python's names and numbers. */
    private static final Map<String, Level> LEVELS = Map.of(
            "DEBUG", Level.DEBUG,
            "10", Level.DEBUG,
            "INFO", Level.INFO,
            "20", Level.INFO,
            "WARNING", Level.WARN,
            "WARN", Level.WARN,
            "30", Level.WARN,
            "ERROR", Level.ERROR,
            "CRITICAL", Level.ERROR,
            "FATAL", Level.ERROR);

    private Logs() {}

    /** The level that Python calls so. */
    static Level level(String name) {
        Level level = LEVELS.get(name.toUpperCase(Locale.ROOT));
        if (level == null) {
            throw new UsageException(
                    "There is no log level '" + name + "'. There are DEBUG, INFO, WARNING, ERROR, CRITICAL and FATAL");
        }
        return level;
    }

    /** Warnings of a short command, among its talk. */
    static void forCommand(LoggerContext context) {
        PatternLayout layout = new PatternLayout();
        layout.setPattern(COMMAND);
        root(context).addAppender(started(new LogScreen(context, started(context, layout))));
        root(context).setLevel(Level.WARN);
    }

    /** Warnings of a worker that is about to start, to stderr: where else to, its application may have a word in. */
    static void forStart(Level level, Layout<ILoggingEvent> format) {
        LoggerContext context = context();
        Logger root = root(context);
        root.detachAndStopAllAppenders();
        root.addAppender(started(new LogScreen(context, started(context, format))));
        root.setLevel(level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
    }

    /** How a worker's lines look. */
    static Layout<ILoggingEvent> format(String name) {
        return name.equals("json") ? new JsonLines() : new TextLines();
    }

    /** A worker's log, to a file or else to stderr. */
    static void forWorker(Level level, Layout<ILoggingEvent> format, Optional<Path> file) {
        LoggerContext context = context();
        Layout<ILoggingEvent> layout = started(context, format);
        LogTarget target =
                started(file.isPresent() ? new LogFile(context, layout, file.get()) : new LogScreen(context, layout));
        LogQueue queue = new LogQueue(context);
        queue.addAppender(target);
        queue.start();
        Logger root = root(context);
        root.detachAndStopAllAppenders();
        root.addAppender(queue);
        root.setLevel(level);
    }

    /** Shows warnings on stderr too, until what is returned is run. */
    static Runnable showWarnings() {
        LoggerContext context = context();
        LogTarget screen = new LogScreen(context, started(context, new TextLines()));
        ThresholdFilter filter = new ThresholdFilter();
        filter.setLevel(Level.WARN.toString());
        filter.start();
        screen.addFilter(filter);
        root(context).addAppender(started(screen));
        return () -> {
            root(context).detachAppender(screen);
            screen.stop();
        };
    }

    /** Writes out what was logged and is not written yet. */
    static void close() {
        context().stop();
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    private static Logger root(LoggerContext context) {
        return context.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    private static Layout<ILoggingEvent> started(LoggerContext context, Layout<ILoggingEvent> layout) {
        layout.setContext(context);
        layout.start();
        return layout;
    }

    private static LogTarget started(LogTarget target) {
        target.start();
        return target;
    }
}
