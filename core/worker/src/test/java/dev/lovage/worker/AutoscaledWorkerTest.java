package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.AsyncResult;
import dev.lovage.Lovage;
import dev.lovage.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker with child JVMs that changes its size. */
class AutoscaledWorkerTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private Path source;

    @BeforeEach
    void save() throws IOException {
        source = Files.writeString(folder.resolve("Slow.java"), """
                class Slow {
                    @dev.lovage.Task(name = "tasks.slow")
                    static int slow(int n) throws Exception { Thread.sleep(250); return n; }
                }
                """);
    }

    /** Messages that are acknowledged late fill so small a window, and nobody would see that more are waiting. */
    @Test
    void itGrowsAlsoWhenNothingIsTakenAhead() {
        String url = "memory://scaled-ahead";
        try (Lovage app = Lovage.builder("client")
                        .broker(url)
                        .backend(url)
                        .settings(settings -> settings.workerAutoscaleKeepalive(Duration.ofSeconds(2)))
                        .build();
                Worker worker = Worker.builder(app.settings())
                        .application(source.toString())
                        .prefetchMultiplier(1)
                        .autoscale(3, 1)
                        .build()) {
            worker.start();
            assertThat(worker.slots()).isEqualTo(1);
            List<? extends AsyncResult<?>> results = IntStream.range(0, 40)
                    .mapToObj(n -> app.signature("tasks.slow").args(n).delay())
                    .toList();
            Eventually.until(SOON, "it has the most slots", () -> worker.slots() == 3);
            Eventually.until(SOON, "all of them run", () -> worker.running() == 3);
            results.forEach(result -> result.get(SOON));
            Eventually.until(SOON, "it has the least slots again", () -> worker.slots() == 1);
        }
    }
}
