package dev.lovage.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.Layout;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Where lines of the log are written. One that can't be, because the disk is full or its reader has gone, is lost; the next one that
 * can be comes after a line that says how many were.
 */
abstract class LogTarget extends AppenderBase<ILoggingEvent> {

    private final Layout<ILoggingEvent> layout;
    private final Logger own;
    private long lost;
    private String why = "";

    LogTarget(LoggerContext context, Layout<ILoggingEvent> layout) {
        setContext(context);
        this.layout = layout;
        this.own = context.getLogger("lovage.log");
    }

    /** Where the next line goes. */
    abstract OutputStream out(ILoggingEvent next) throws IOException;

    /** Whether the last line may have been written in part; asked after a loss only. */
    boolean torn() throws IOException {
        return false;
    }

    @Override
    protected void append(ILoggingEvent event) {
        try {
            OutputStream out = out(event);
            if (lost > 0) {
                write(out, (torn() ? "\n" : "") + layout.doLayout(lossNote()));
                lost = 0;
            }
            write(out, layout.doLayout(event));
        } catch (IOException e) {
            lost++;
            why = String.valueOf(e.getMessage());
        }
    }

    private ILoggingEvent lossNote() {
        String note = lost + " lines of the log were lost: they could not be written (" + why + ")";
        return new LoggingEvent(LogTarget.class.getName(), own, Level.WARN, note, null, null);
    }

    private static void write(OutputStream out, String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.UTF_8));
    }
}
