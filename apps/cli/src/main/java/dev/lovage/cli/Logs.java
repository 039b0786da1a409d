package dev.lovage.cli;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Where the log goes and what it looks like. */
final class Logs {

    /** Celery's format: people and scripts read it. */
    private static final String WORKER =
            "[%d{\"yyyy-MM-dd HH:mm:ss,SSS\"}: %replace(%level){'^WARN$','WARNING'}/MainProcess] %msg%n";

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

    private static final int WAITING_LINES = 8192;

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
        to(context, console(context, COMMAND), Level.WARN);
    }

    /** A worker's log, to a file or else to stderr. */
    static void forWorker(Level level, Optional<Path> file) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        OutputStreamAppender<ILoggingEvent> target =
                file.isPresent() ? file(context, file.get()) : console(context, WORKER);
        // The worker's loop must not wait for a screen or a disk.
        AsyncAppender queue = new AsyncAppender();
        queue.setContext(context);
        queue.setQueueSize(WAITING_LINES);
        queue.setDiscardingThreshold(0);
        queue.addAppender(target);
        queue.start();
        Logger root = root(context);
        root.detachAndStopAllAppenders();
        root.addAppender(queue);
        root.setLevel(level);
    }

    /** Writes out what was logged and is not written yet. */
    static void close() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }

    private static void to(LoggerContext context, OutputStreamAppender<ILoggingEvent> appender, Level level) {
        Logger root = root(context);
        root.addAppender(appender);
        root.setLevel(level);
    }

    private static Logger root(LoggerContext context) {
        return context.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    private static OutputStreamAppender<ILoggingEvent> console(LoggerContext context, String pattern) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setTarget("System.err");
        return started(context, appender, pattern);
    }

    private static OutputStreamAppender<ILoggingEvent> file(LoggerContext context, Path path) {
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setFile(path.toString());
        return started(context, appender, WORKER);
    }

    private static OutputStreamAppender<ILoggingEvent> started(
            LoggerContext context, OutputStreamAppender<ILoggingEvent> appender, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
