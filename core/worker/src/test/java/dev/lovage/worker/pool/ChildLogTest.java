package dev.lovage.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.lovage.Task;
import dev.lovage.testkit.Eventually;
import dev.lovage.worker.ChildOptions;
import dev.lovage.worker.PoolSpec;
import dev.lovage.worker.TaskFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What tasks log in child JVMs. */
class ChildLogTest {

    /** In children only. */
    public static final class LoggingTasks {

        private static final org.slf4j.Logger LOG =
                LoggerFactory.getLogger("shop.mail.delivery.by.night.PostmanWithALongName");

        private LoggingTasks() {}

        @Task(name = "tasks.log")
        public static void log() {
            LOG.debug("not said");
            LOG.info("Grüße\r\nzweite Zeile");
            LOG.error("lost", new IOException("mailbox", new IllegalStateException("full")));
        }
    }

    @TempDir
    Path folder;

    private final Logger logger = (Logger) LoggerFactory.getLogger("lovage.task");
    private final List<ILoggingEvent> said = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> log = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            event.prepareForDeferredProcessing();
            said.add(event);
        }
    };

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void leaveNothingBehind() {
        logger.detachAppender(log);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    private static PoolSpec spec(Path... more) {
        List<Path> classPath = new ArrayList<>(List.of(more));
        classPath.add(ProcessPoolTest.classes());
        return ProcessPoolTest.spec(1, new TestRelay())
                .withCode(
                        PoolSpec.Code.of(List.of(LoggingTasks.class.getName())).withClassPath(classPath))
                // As with LC_ALL=C.
                .withChildren(ChildOptions.DEFAULTS.withJavaOptions(List.of("-Dfile.encoding=US-ASCII")));
    }

    private void run(PoolSpec spec, int lines) {
        try (PoolProbe probe = new PoolProbe(Pools.open("process", spec))) {
            assertThat(PoolProbe.value(probe.run("tasks.log"))).isEqualTo("null");
            Eventually.until(Duration.ofSeconds(10), "what it logged is here", () -> said.size() >= lines);
        }
    }

    private static String loggerOf(ILoggingEvent event) {
        return event.getKeyValuePairs().stream()
                .filter(pair -> pair.key.equals(TaskFields.LOGGER))
                .map(pair -> String.valueOf(pair.value))
                .findFirst()
                .orElse("");
    }

    @Test
    void eventsKeepTheirLevelLoggerAndLines() {
        run(spec(), 2);
        assertThat(said).hasSize(2);
        assertThat(said.get(0).getLevel()).isEqualTo(Level.INFO);
        assertThat(said.get(0).getFormattedMessage()).isEqualTo("Grüße\nzweite Zeile");
        assertThat(loggerOf(said.get(0))).isEqualTo("s.m.d.by.night.PostmanWithALongName");
        assertThat(said.get(1).getLevel()).isEqualTo(Level.ERROR);
        assertThat(said.get(1).getFormattedMessage().lines())
                .startsWith("lost", "java.io.IOException: mailbox")
                .contains("Caused by: java.lang.IllegalStateException: full");
    }

    @Test
    void anApplicationBringsItsOwnConfiguration() throws IOException {
        Files.writeString(folder.resolve("logback.xml"), """
                <configuration>
                  <appender name="own" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>own %level %msg%nopex%n</pattern></encoder>
                  </appender>
                  <root level="ERROR"><appender-ref ref="own"/></root>
                </configuration>
                """);
        run(spec(folder), 1);
        assertThat(said).extracting(ILoggingEvent::getFormattedMessage).containsExactly("own ERROR lost");
    }
}
