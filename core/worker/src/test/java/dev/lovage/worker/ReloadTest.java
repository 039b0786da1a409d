package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.lovage.AsyncResult;
import dev.lovage.Lovage;
import dev.lovage.TaskFailedException;
import dev.lovage.messaging.Clock;
import dev.lovage.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A worker with child JVMs whose source file is saved while it runs. */
class ReloadTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Pattern FIRST_TASK =
            Pattern.compile("First task on the new code after ([0-9,]+) ms, done after [0-9,]+ ms");

    @TempDir
    private Path folder;

    private final Clock clock = Clock.system();
    private final Logger logger = (Logger) LoggerFactory.getLogger("lovage.worker.reload");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Path source;
    private Lovage app;
    private Worker worker;
    private Duration start;

    @BeforeEach
    void startAWorker(TestInfo test) throws IOException {
        logger.setLevel(Level.INFO);
        log.list = Collections.synchronizedList(log.list);
        log.start();
        logger.addAppender(log);
        source = folder.resolve("Tasks.java");
        save(1, "");
        String url = "memory://reload-"
                + test.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT);
        app = Lovage.builder("client").broker(url).backend(url).build();
        worker = worker();
        start = start(worker);
    }

    private Worker worker() {
        return Worker.builder(app.settings())
                .application(source.toString())
                .pool("process")
                .concurrency(2)
                .reload()
                .build();
    }

    /** How long it takes. */
    private Duration start(Worker one) {
        long before = clock.nanoTime();
        one.start();
        return Duration.ofNanos(clock.nanoTime() - before);
    }

    @AfterEach
    void stopAll() {
        worker.close();
        app.close();
        logger.detachAppender(log);
        logger.setLevel(null);
    }

    private void save(int version, String more) throws IOException {
        Files.writeString(source, """
                import dev.lovage.Task;
                import java.nio.file.*;

                class Tasks {
                    @Task(name = "tasks.version")
                    static int version() {
                        return %d;
                    }

                    @Task(name = "tasks.note")
                    static int note(String id) throws Exception {
                        Files.writeString(Path.of("%s"), id + "\\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                        return %d;
                    }
                    %s
                }
                """.formatted(version, folder.resolve("notes"), version, more));
    }

    private Object version() {
        return app.signature("tasks.version").delay().get(SOON);
    }

    private List<String> told() {
        return List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void theNextTaskAfterASaveRunsTheNewCode() throws IOException {
        assertThat(version()).isEqualTo(1L);
        List<Long> took = new ArrayList<>();
        for (int round = 2; round <= 6; round++) {
            long expected = round;
            save(round, "");
            long saved = clock.nanoTime();
            Eventually.until(SOON, "version " + round + " runs", () -> version().equals(expected));
            took.add(Duration.ofNanos(clock.nanoTime() - saved).toMillis());
        }
        List<Integer> begun = told().stream()
                .map(FIRST_TASK::matcher)
                .filter(Matcher::matches)
                .map(line -> Integer.parseInt(line.group(1).replace(",", "")))
                .sorted()
                .toList();
        assertThat(begun).hasSize(5);
        // Here children start without the archive of classes: on a busy machine a worker's own start says how long
        // that takes, then or now.
        Duration startNow;
        try (Worker another = worker()) {
            startNow = start(another);
        }
        System.out.println("from the save to the first task on the new code, ms: " + begun + ", to a result: " + took
                + "; a worker's start before: " + start.toMillis() + ", and after: " + startNow.toMillis());
        long bound = Math.max(1500, Math.max(start.toMillis(), startNow.toMillis()) * 3 / 2);
        assertThat((long) begun.get(2)).as("ms, the median").isLessThan(bound);
        assertThat(told()).anyMatch(line -> line.matches("Reloaded in [0-9,]+ ms: the same 2 tasks"));
    }

    @Test
    void theCatalogFollowsTheCode() throws IOException {
        save(1, "@Task(name = \"tasks.young\") static int young() { return 7; }");
        Eventually.until(SOON, "the new task is known", () -> names().contains("tasks.young"));
        assertThat(app.signature("tasks.young").delay().get(SOON)).isEqualTo(7L);
        save(2, "@Task(name = \"tasks.young\") static int young(int other) { return 7; }");
        Eventually.until(SOON, "the new version serves", () -> version().equals(2L));
        save(3, "");
        Eventually.until(SOON, "the task is gone", () -> !names().contains("tasks.young"));
        AsyncResult<?> late = app.signature("tasks.young").delay();
        assertThatThrownBy(() -> late.get(SOON))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("NotRegistered");
        Eventually.until(
                SOON, "it is in the dead queue", () -> app.broker().topology().size("lovage.dead") == 1);
        assertThat(told().stream()
                        .filter(line -> line.startsWith("Reloaded"))
                        .map(line -> line.replaceAll("^.*ms: ", "")))
                .containsExactly("+tasks.young", "~tasks.young", "-tasks.young");
    }

    private List<String> names() {
        return worker.tasks().stream().map(CatalogEntry::name).toList();
    }

    @Test
    void aCompileErrorIsShownOnceAndTheOldCodeGoesOn() throws IOException {
        save(2, "static int broken() { return \"no number\"; }");
        Eventually.until(
                SOON, "the error is told", () -> told().stream().anyMatch(line -> line.contains("old code goes on")));
        assertThat(version()).isEqualTo(1L);
        assertThat(told())
                .filteredOn(line -> line.contains("incompatible types"))
                .hasSize(1)
                .first()
                .asString()
                .contains("Tasks.java:15", "no number");
        save(3, "");
        Eventually.until(SOON, "the next good save serves", () -> version().equals(3L));
    }

    @Test
    void whatRunsFinishesInTheOldCode() throws IOException {
        Path gate = folder.resolve("gate");
        save(2, """
                @Task(name = "tasks.slow")
                static int slow() throws Exception {
                    while (!Files.exists(Path.of("%s"))) {
                        Thread.onSpinWait();
                    }
                    return version();
                }
                """.formatted(gate));
        Eventually.until(SOON, "version 2 serves", () -> version().equals(2L));
        AsyncResult<?> slow = app.signature("tasks.slow").delay();
        Eventually.until(SOON, "it runs", () -> worker.running() == 1);
        save(3, "");
        Eventually.until(SOON, "version 3 serves", () -> version().equals(3L));
        Files.createFile(gate);
        assertThat(slow.get(SOON)).isEqualTo(2L);
    }

    /** A save a second under a stream of tasks. */
    @Test
    void underLoadNothingIsLostOrDoubled() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<AsyncResult<?>> results = new ArrayList<>();
        Thread stream = new Thread(() -> {
            for (int i = 0; !over.get(); i++) {
                results.add(app.signature("tasks.note").args("id" + i).delay());
                try {
                    clock.sleep(Duration.ofMillis(4));
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        stream.start();
        int version = 1;
        for (int second = 0; second < 12; second++) {
            clock.sleep(Duration.ofSeconds(1));
            save(++version, "");
        }
        int last = version;
        Eventually.until(SOON, "the last version serves", () -> version().equals((long) last));
        over.set(true);
        stream.join();
        Map<Object, Integer> ran = new TreeMap<>();
        for (AsyncResult<?> result : results) {
            ran.merge(result.get(SOON), 1, Integer::sum);
        }
        Eventually.until(SOON, "all are settled", () -> worker.unfinished() == 0);
        Map<String, Long> notes = Files.readAllLines(folder.resolve("notes")).stream()
                .collect(Collectors.groupingBy(id -> id, Collectors.counting()));
        System.out.println("reloads under load: " + results.size() + " tasks, by version " + ran);
        assertThat(notes).hasSize(results.size());
        assertThat(notes.values()).allMatch(times -> times == 1);
        assertThat(ran.size()).isGreaterThan(3);
        Eventually.until(SOON, "no more children than slots", () -> children() == 2);
    }

    private static long children() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .filter(child -> child.info().commandLine().orElse("").contains("ChildMain"))
                .count();
    }
}
