package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.Lovage;
import dev.lovage.messaging.Clock;
import dev.lovage.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A child JVM for each of many tasks, one after the other: {@code script/soak recycles}. Takes hours, for a start takes a second
 * where classes are no jars; {@code -Dsoak.recycles=N} for fewer.
 */
@Tag("soak")
class RecyclingTest {

    private static final int RECYCLES = Integer.getInteger("soak.recycles", 20_000);
    private static final int SLOTS = 2;
    /** More than a start takes on the slowest machine. */
    private static final Duration NO_PROGRESS = Duration.ofSeconds(60);

    private final Clock clock = Clock.system();

    @TempDir
    private Path folder;

    private final String url = "memory://recycles";

    @Test
    void nothingIsLostOrDoubled() throws Exception {
        Path ledger = Files.createFile(folder.resolve("ledger"));
        Path source = Files.writeString(folder.resolve("Marks.java"), """
                import java.nio.file.*;
                class Marks {
                    static final String CHILD = ProcessHandle.current().pid() + "@" + System.currentTimeMillis();
                    @dev.lovage.Task(name = "tasks.mark", ignoreResult = true)
                    static void mark(int number) throws Exception {
                        Files.writeString(Path.of("%s"), number + " " + CHILD + "\\n", StandardOpenOption.APPEND);
                    }
                }
                """.formatted(ledger));
        List<String> temporary = temporary();
        long begun = clock.nanoTime();
        try (Lovage app = Lovage.builder("client")
                        .broker(url)
                        .settings(settings -> settings.workerMaxTasksPerChild(1))
                        .build();
                Worker worker = Worker.builder(app.settings())
                        .application(source.toString())
                        .pool("process")
                        .concurrency(SLOTS)
                        .build()) {
            IntStream.range(0, RECYCLES)
                    .forEach(number -> app.signature("tasks.mark").args(number).delay());
            worker.start();
            for (int done = 0; done < RECYCLES; done = marks(ledger).size()) {
                long written = ledger.toFile().length();
                Eventually.until(
                        NO_PROGRESS,
                        "the next is done after " + done,
                        () -> ledger.toFile().length() > written);
                clock.sleep(Duration.ofSeconds(1));
            }
            Eventually.until(Duration.ofSeconds(30), "all are settled", () -> worker.unfinished() == 0);
            Eventually.until(
                    Duration.ofSeconds(90),
                    "what the children print is read by one thread for each",
                    () -> readers().size() == childJvms());
            assertThat(app.broker().topology().size("celery")).isZero();
            assertThat(app.broker().topology().size("lovage.dead")).isZero();
        }
        List<String> marks = marks(ledger);
        List<Integer> numbers =
                marks.stream().map(mark -> Integer.valueOf(mark.split(" ")[0])).toList();
        long children =
                marks.stream().map(mark -> mark.split(" ")[1]).distinct().count();
        long distinct = numbers.stream().distinct().count();
        System.out.printf(
                "recycles: %,d tasks, one per child: %,d lost, %,d doubled, in %,d children, %,d s%n",
                RECYCLES,
                RECYCLES - distinct,
                numbers.size() - distinct,
                children,
                Duration.ofNanos(clock.nanoTime() - begun).toSeconds());
        assertThat(numbers).hasSize(RECYCLES).doesNotHaveDuplicates();
        assertThat(children).isEqualTo(RECYCLES);
        Eventually.until(
                Duration.ofSeconds(10), "no child is left", () -> children().isEmpty());
        assertThat(temporary()).isEqualTo(temporary);
    }

    private static List<String> marks(Path ledger) throws IOException {
        return Files.readAllLines(ledger);
    }

    private static long childJvms() {
        return children().stream()
                .filter(child -> child.info().commandLine().orElse("").contains("ChildMain"))
                .count();
    }

    private static List<String> readers() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("lovage-pool-output"))
                .toList();
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current().descendants().toList();
    }

    /** What the worker and its children keep beside the user's files. */
    private static List<String> temporary() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("lovage-"))
                    .sorted()
                    .toList();
        }
    }
}
