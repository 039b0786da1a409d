package dev.lovage.worker.child;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;

/**
 * How a child JVM logs whose application brings no configuration: to its standard output, which its parent reads. In code, for
 * reading a file would take a third of a child's start. Found by Logback as a service, in any process; it leaves those alone that
 * are no children, and goes behind {@code -Dlogback.configurationFile}.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class ChildLog extends ContextAwareBase implements Configurator {

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (!ChildMain.isThisProcess() || System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        ChildLines lines = new ChildLines();
        lines.setContext(context);
        lines.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(lines);
        encoder.setCharset(UTF_8);
        encoder.start();
        ConsoleAppender<ILoggingEvent> parent = new ConsoleAppender<>();
        parent.setContext(context);
        parent.setName("parent");
        parent.setEncoder(encoder);
        parent.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(parent);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
