package dev.lovage.worker.child;

import ch.qos.logback.classic.pattern.Abbreviator;
import ch.qos.logback.classic.pattern.TargetLengthBasedClassNameAbbreviator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;

/**
 * Level, logger and message, with tabs between them, in one line for each event: by that the parent knows them, and it adds the
 * time and the task. A line separator stands for an end of line.
 */
final class ChildLines extends LayoutBase<ILoggingEvent> {

    private static final int LONGEST_LOGGER = 40;
    private static final char LINE_SEPARATOR = '\u2028';

    private final Abbreviator abbreviator = new TargetLengthBasedClassNameAbbreviator(LONGEST_LOGGER);

    @Override
    public String doLayout(ILoggingEvent event) {
        return event.getLevel() + "\t" + abbreviator.abbreviate(event.getLoggerName()) + "\t" + folded(text(event))
                + "\n";
    }

    private static String text(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        String message = String.valueOf(event.getFormattedMessage());
        return thrown == null ? message : message + "\n" + ThrowableProxyUtil.asString(thrown);
    }

    private static String folded(String text) {
        return text.indexOf('\n') < 0 ? text : text.replace("\r\n", "\n").replace('\n', LINE_SEPARATOR);
    }
}
