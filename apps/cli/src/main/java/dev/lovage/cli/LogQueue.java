package dev.lovage.cli;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The lines that wait to be written by a thread of their own. Whoever logs waits for nobody: when a screen, a pipe or a disk stands
 * still, lines beyond what fits here are dropped, and counted in the next one that is not.
 */
final class LogQueue extends AsyncAppender {

    private static final int WAITING_LINES = 8192;

    private final Logger own;
    private final AtomicLong dropped = new AtomicLong();

    LogQueue(LoggerContext context) {
        setContext(context);
        setQueueSize(WAITING_LINES);
        setDiscardingThreshold(0);
        setNeverBlock(true);
        own = context.getLogger("lovage.log");
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (getRemainingCapacity() < 2) {
            dropped.incrementAndGet();
            return;
        }
        if (dropped.get() > 0) {
            String note = dropped.getAndSet(0) + " lines of the log were dropped: it could not be written fast enough";
            super.append(new LoggingEvent(LogQueue.class.getName(), own, Level.WARN, note, null, null));
        }
        super.append(event);
    }
}
