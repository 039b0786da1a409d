package dev.lovage.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.Layout;
import dev.lovage.testkit.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.KeyValuePair;

class LogsTest {

    private static final Map<String, String> INSIDE =
            Map.of("task_id", "id-1", "task_name", "tasks.add", "queue", "mail", "process", "Child-7");

    private final LoggerContext context = new LoggerContext();

    @TempDir
    Path folder;

    @BeforeEach
    void completeTheContext() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    private LoggingEvent event(Level level, String message, Map<String, String> inside) {
        LoggingEvent event =
                new LoggingEvent("here", context.getLogger("shop.Orders"), level, message, null, new Object[0]);
        event.setMDCPropertyMap(inside);
        event.setTimeStamp(0);
        return event;
    }

    @Test
    void aLineOfTextHasCelerysForm() {
        TextLines text = new TextLines();

        assertThat(text.doLayout(event(Level.WARN, "hello", Map.of())))
                .matches("\\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,000: WARNING/MainProcess] hello\\R");
        assertThat(text.doLayout(event(Level.INFO, "hello", INSIDE)))
                .endsWith(": INFO/Child-7] tasks.add[id-1] (queue mail): hello" + System.lineSeparator());
    }

    @Test
    void everyLineOfATextOfATaskNamesIt() {
        LoggingEvent event = event(Level.ERROR, "first\nsecond\r\n\nlast\rforged", INSIDE);
        event.setThrowableProxy(new ThrowableProxy(new IllegalStateException("why\nand how")));

        assertThat(new TextLines().doLayout(event).lines())
                .hasSizeGreaterThan(7)
                .allMatch(line -> line.contains(": ERROR/Child-7] tasks.add[id-1] (queue mail): "))
                .anyMatch(line -> line.endsWith("(queue mail): forged"))
                .anyMatch(line -> line.endsWith("(queue mail): and how"))
                .anyMatch(line -> line.contains("(queue mail): \tat dev.lovage.cli.LogsTest."));
    }

    @Test
    void theWorkersWordsOfATaskKeepCelerysFormAndNameItsQueue() {
        LoggingEvent event = event(Level.ERROR, "Task tasks.add[id-2] raised unexpected: no\nTraceback", Map.of());
        event.setKeyValuePairs(List.of(
                new KeyValuePair("task_id", "id-2"),
                new KeyValuePair("task_name", "tasks.add"),
                new KeyValuePair("queue", "mail")));

        assertThat(new TextLines().doLayout(event).lines().map(line -> line.substring(line.indexOf(']') + 2)))
                .containsExactly(
                        "Task tasks.add[id-2] raised unexpected: no (queue mail)",
                        "tasks.add[id-2] (queue mail): Traceback");
    }

    @Test
    void whatAnApplicationSaysOfItsLinesReplacesNothingOfOurs() {
        LoggingEvent event = event(
                Level.WARN,
                "hello",
                Map.of("message", "m", "level", "l", "timestamp", "t", "logger", "g", "customer", "c"));
        event.setKeyValuePairs(List.of(new KeyValuePair("logger", "g"), new KeyValuePair("process", "p")));

        assertThat(new JsonLines().doLayout(event))
                .contains("\"message\": \"hello\"", "\"level\": \"WARNING\"", "\"timestamp\": \"1970-")
                .contains("\"logger\": \"shop.Orders\"", "\"process\": \"MainProcess\"", "\"customer\": \"c\"");
    }

    @Test
    void aLineOfJsonHasTheTaskInIt() {
        LoggingEvent event = event(Level.WARN, "two\n\"lines\"", INSIDE);
        event.setThrowableProxy(new ThrowableProxy(new IllegalStateException("why")));

        String line = new JsonLines().doLayout(event);

        assertThat(line.lines()).hasSize(1);
        assertThat(Json.read(line))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("timestamp", "1970-01-01T00:00:00.000Z")
                .containsEntry("level", "WARNING")
                .containsEntry("logger", "shop.Orders")
                .containsEntry("process", "Child-7")
                .containsEntry("message", "two\n\"lines\"")
                .containsEntry("task_id", "id-1")
                .containsEntry("task_name", "tasks.add")
                .containsEntry("queue", "mail")
                .hasEntrySatisfying(
                        "exception", trace -> assertThat((String) trace).contains("IllegalStateException: why"));
    }

    @Test
    void whatIsSaidAboutATaskIsInTheJsonToo() {
        LoggingEvent event = event(Level.INFO, "Task tasks.add[id-2] received", Map.of());
        event.setKeyValuePairs(List.of(new KeyValuePair("task_id", "id-2")));

        assertThat(new JsonLines().doLayout(event)).contains("\"task_id\": \"id-2\"");
    }

    @Test
    void aLogFileThatWasMovedAwayIsBegunAnew() throws IOException {
        Path path = folder.resolve("logs/w1.log");
        LogFile file = started(path);
        file.doAppend(at(1_000, "one"));
        Path old = Files.move(path, folder.resolve("w1.log.1"));
        file.doAppend(at(10_000, "two"));
        Files.delete(path);
        file.doAppend(at(20_000, "three"));
        file.stop();

        assertThat(old).content().contains("one").doesNotContain("two");
        assertThat(path).content().contains("three").doesNotContain("two");
    }

    @Test
    void aFullDiskLosesLinesAndNothingElse() {
        LogFile full = started(Path.of("/dev/full"));

        for (int i = 0; i < 1000; i++) {
            full.doAppend(at(i, "lost"));
        }

        assertThat(full.isStarted()).isTrue();
        full.stop();
    }

    @Test
    void linesThatWereLostAreCountedInTheNextOne() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        AtomicBoolean full = new AtomicBoolean();
        LogTarget target = new LogTarget(context, new TextLines()) {
            @Override
            OutputStream out(ILoggingEvent next) throws IOException {
                if (full.get()) {
                    throw new IOException("No space left on device");
                }
                return written;
            }

            @Override
            boolean torn() {
                return true;
            }
        };
        target.start();

        target.doAppend(at(0, "before"));
        full.set(true);
        for (int i = 0; i < 1000; i++) {
            target.doAppend(at(i, "lost"));
        }
        full.set(false);
        target.doAppend(at(0, "after"));
        target.doAppend(at(0, "later"));

        assertThat(written.toString(StandardCharsets.UTF_8).lines().map(line -> line.replaceFirst(".*] ", "")))
                .containsExactly(
                        "before",
                        "",
                        "1000 lines of the log were lost: they could not be written (No space left on device)",
                        "after",
                        "later");
    }

    @Test
    void aLogFileThatCantBeWrittenIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> new LogFile(context, new TextLines(), file.resolve("w1.log")))
                .isInstanceOf(CannotCreateException.class)
                .hasMessageContaining(file.resolve("w1.log").toString())
                .hasMessageContaining("-f");
    }

    @Test
    void nobodyWaitsForALogThatStandsStill() {
        CountDownLatch stuck = new CountDownLatch(1);
        List<String> written = new CopyOnWriteArrayList<>();
        AppenderBase<ILoggingEvent> screen = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                try {
                    stuck.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                written.add(event.getFormattedMessage());
            }
        };
        screen.setContext(context);
        screen.start();
        LogQueue queue = new LogQueue(context);
        queue.addAppender(screen);
        queue.start();

        for (int i = 0; i < 20_000; i++) {
            queue.doAppend(event(Level.INFO, "line " + i, Map.of()));
        }
        stuck.countDown();
        Eventually.until(Duration.ofSeconds(10), "what waited is written", () -> written.size() > 8000);
        queue.doAppend(event(Level.INFO, "last", Map.of()));
        Eventually.until(Duration.ofSeconds(10), "the last one is written", () -> written.contains("last"));
        queue.stop();

        assertThat(written).anyMatch(line -> line.matches("1[0-9]{4} lines of the log were dropped.*"));
    }

    private LoggingEvent at(long millis, String message) {
        LoggingEvent event = event(Level.INFO, message, Map.of());
        event.setTimeStamp(millis);
        return event;
    }

    private LogFile started(Path path) {
        Layout<ILoggingEvent> layout = new TextLines();
        layout.start();
        LogFile file = new LogFile(context, layout, path);
        file.start();
        return file;
    }
}
