package dev.lovage.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Layout;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;

/** The process's own stderr, wherever {@code System.err} leads: that may be the log. */
final class LogScreen extends LogTarget {

    private final OutputStream stderr = new FileOutputStream(FileDescriptor.err);

    LogScreen(LoggerContext context, Layout<ILoggingEvent> layout) {
        super(context, layout);
    }

    @Override
    OutputStream out(ILoggingEvent next) {
        return stderr;
    }
}
