package dev.lovage.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.lovage.AppRuntime;
import dev.lovage.testkit.Eventually;
import dev.lovage.worker.PoolSpec;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** What tasks print in the pools of threads. */
@Isolated("changes what all threads of this process share")
class RedirectionTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger("lovage.task");
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final PrintStream out = System.out;
    private final AppenderBase<ILoggingEvent> log = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            Map<String, String> task = event.getMDCPropertyMap();
            lines.add(task.getOrDefault("task_id", "") + task.getOrDefault("queue", "") + "|"
                    + event.getFormattedMessage());
            // As a log does that goes to a terminal.
            System.out.println("(logged)");
        }
    };

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
        logger.setLevel(Level.WARN);
    }

    @AfterEach
    void leaveNothingBehind() {
        logger.detachAppender(log);
        logger.setAdditive(true);
        logger.setLevel(null);
        AppRuntime.installed().ifPresent(AppRuntime::uninstall);
    }

    private static PoolSpec spec(Map<String, String> settings) {
        return ProcessPoolTest.spec(2, new TestRelay()).withSettings(settings);
    }

    @Test
    void whatATaskPrintsIsLoggedInItsName() throws InterruptedException {
        PoolProbe probe = new PoolProbe(Pools.open("threads", spec(Map.of("worker_redirect_stdouts", "true"))));
        assertThat(PoolProbe.value(probe.run("tasks.printHalf", "one\r\n\ntwo\nhalf ", "a line, grün")))
                .isEqualTo("null");
        Thread other = new Thread(() -> System.err.println("from elsewhere"));
        other.start();
        other.join();
        probe.pool.stop();
        PoolProbe.within(Duration.ofSeconds(5), probe.stopped);

        assertThat(lines)
                .containsExactly(
                        "id-tasks.printHalfcelery|one",
                        "id-tasks.printHalfcelery|two",
                        "id-tasks.printHalfcelery|half a line, grün",
                        "|from elsewhere");
        assertThat(System.out).isSameAs(out);
    }

    @Test
    void aPoolInAProgramLeavesItsStreamsAlone() {
        try (PoolProbe probe = new PoolProbe(Pools.open("threads", spec(Map.of())))) {
            PoolProbe.value(probe.run("tasks.add", 2, 3));

            assertThat(System.out).isSameAs(out);
        }
    }

    @Test
    void linesAboutTheLimitsOfATaskNameIt() {
        Logger limits = (Logger) LoggerFactory.getLogger(ThreadPool.class);
        List<String> told = new CopyOnWriteArrayList<>();
        AppenderBase<ILoggingEvent> listener = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                told.add(event.getFormattedMessage().substring(0, 4) + event.getKeyValuePairs());
            }
        };
        listener.start();
        limits.addAppender(listener);
        try (PoolProbe probe = new PoolProbe(Pools.open("threads", spec(Map.of())))) {
            probe.outcome(probe.submit(
                    PoolProbe.message("tasks.forever"),
                    "tasks.forever",
                    Optional.empty(),
                    Optional.of(Duration.ofMillis(50))));

            Eventually.until(Duration.ofSeconds(5), "it is told", () -> !told.isEmpty());
            assertThat(told)
                    .containsExactly(
                            "Hard[task_id=\"id-tasks.forever\", task_name=\"tasks.forever\", queue=\"celery\"]");
        } finally {
            limits.detachAppender(listener);
        }
    }
}
