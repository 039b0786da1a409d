package dev.lovage.examples.speed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.Lovage;
import dev.lovage.examples.LovageWorker;
import dev.lovage.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long it takes from saving a source file to the first task on the new code, in a worker as users start it that runs tasks all
 * the while. The next save comes when all children have the code of the last.
 */
@Tag("speed")
class ReloadSpeedTest {

    private static final int SAVES = 10;
    private static final int CHILDREN = 2;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Pattern FIRST_TASK = Pattern.compile("First task on the new code after ([0-9,]+) ms");

    @TempDir
    Path folder;

    private void save(int version) throws IOException {
        Files.writeString(folder.resolve("Tasks.java"), """
                import dev.lovage.Task;

                public class Tasks {
                    @Task(name = "tasks.version", ignoreResult = true)
                    public static void version() throws InterruptedException {
                        System.out.println("version %d");
                        // Longer than the pause between two calls: so all children are needed.
                        Thread.sleep(50);
                    }
                }
                """.formatted(version));
    }

    @Test
    void newCodeRunsSoonAfterItIsSaved() throws Exception {
        save(0);
        String broker = "sqla+sqlite:///" + folder.resolve("queue.sqlite");
        Path cache = Files.createDirectory(folder.resolve("cache"));
        try (Lovage app = Lovage.builder("speed")
                        .broker(broker)
                        .backend("disabled://")
                        .build();
                LovageWorker worker = LovageWorker.start(
                        Map.of("XDG_CACHE_HOME", cache.toString()),
                        "-A",
                        folder.resolve("Tasks.java").toString(),
                        "-b",
                        broker,
                        "--result-backend",
                        "disabled://",
                        "-c",
                        String.valueOf(CHILDREN),
                        "-l",
                        "INFO",
                        "--reload")) {
            // The first code is no save: it warms up the client, and children that come later have an archive of
            // classes.
            awaitVersion(0, app, worker);
            Eventually.until(
                    SOON,
                    "children have an archive of classes",
                    () -> !archives(cache).isEmpty());
            for (int version = 1; version <= SAVES; version++) {
                save(version);
                awaitVersion(version, app, worker);
            }
            List<Integer> times = times(worker);
            System.out.println("reload: from the save to the first task on the new code, ms: " + times);
            assertThat(times).hasSize(SAVES).allMatch(millis -> millis < 1500);
        }
    }

    /** Sends tasks until all children have run that version. */
    private static void awaitVersion(int version, Lovage app, LovageWorker worker) {
        Eventually.until(SOON, "version " + version + " runs", () -> {
            app.signature("tasks.version").delay();
            return times(worker).size() == version && childrenWith(version, worker) == CHILDREN;
        });
    }

    private static List<Integer> times(LovageWorker worker) {
        return FIRST_TASK
                .matcher(worker.log())
                .results()
                .map((MatchResult line) -> Integer.valueOf(line.group(1).replace(",", "")))
                .toList();
    }

    private static long childrenWith(int version, LovageWorker worker) {
        return Pattern.compile("/(Child-\\d+)\\] .*version " + version + "\\b")
                .matcher(worker.log())
                .results()
                .map(line -> line.group(1))
                .distinct()
                .count();
    }

    private static List<Path> archives(Path cache) {
        try (var files = Files.walk(cache)) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
