package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.AsyncResult;
import dev.lovage.Lovage;
import dev.lovage.messaging.Clock;
import dev.lovage.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Five minutes of load that rises and falls, on real children: {@code script/soak}. */
@Tag("soak")
class SawtoothTest {

    private static final int MAX = 5;
    private static final int MIN = 1;
    private static final int MINUTES = 5;

    @TempDir
    private Path folder;

    @Test
    void theNumberOfStartsStaysUnderTheBound() throws Exception {
        Clock clock = Clock.system();
        Path source = Files.writeString(folder.resolve("Slow.java"), """
                class Slow {
                    @dev.lovage.Task(name = "tasks.slow")
                    static int slow(int n) throws Exception { Thread.sleep(250); return n; }
                }
                """);
        String url = "memory://sawtooth";
        Set<Long> children = new HashSet<>();
        List<AsyncResult<?>> results = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        try (Lovage app = Lovage.builder("client").broker(url).backend(url).build();
                Worker worker = Worker.builder(app.settings())
                        .application(source.toString())
                        .pool("process")
                        .autoscale(MAX, MIN)
                        .build()) {
            worker.start();
            long begun = clock.nanoTime();
            for (int tick = 0; tick < MINUTES * 60 * 10; tick++) {
                int second = tick / 10;
                // Teeth of 15 s, which must not be followed down; then of 75 s, which are.
                int period = second < 75 ? 15 : 75;
                double wanted = second % period * 7.0 / period - (period == 75 ? 2.5 : 0);
                results.removeIf(AsyncResult::ready);
                while (results.size() < wanted) {
                    results.add(app.signature("tasks.slow").args(tick).delay());
                }
                ProcessHandle.current()
                        .children()
                        .filter(child -> child.info().commandLine().orElse("").contains("ChildMain"))
                        .forEach(child -> children.add(child.pid()));
                if (tick % 10 == 0) {
                    sizes.add(worker.slots());
                }
                clock.sleep(Duration.ofNanos(Math.max(0, begun + (tick + 1) * 100_000_000L - clock.nanoTime())));
            }
            for (AsyncResult<?> result : results) {
                result.get(Duration.ofSeconds(30));
            }
            Eventually.until(Duration.ofSeconds(10), "all are settled", () -> worker.unfinished() == 0);
        }
        int bound = (MAX - MIN) * (1 + MINUTES * 60 / 30);
        int starts = children.size() - MIN;
        System.out.println("sawtooth, " + MINUTES + " minutes, --autoscale=" + MAX + "," + MIN + ": " + starts
                + " starts, bound " + bound + "; grew to " + peaks(sizes) + "; sizes by the second " + sizes);
        assertThat(starts).isBetween(MAX - MIN, bound);
    }

    /** The sizes that it grew to before it shrank, in their order. */
    private static List<Integer> peaks(List<Integer> sizes) {
        List<Integer> peaks = new ArrayList<>();
        boolean grew = false;
        for (int i = 1; i < sizes.size(); i++) {
            int before = sizes.get(i - 1);
            if (grew && sizes.get(i) < before) {
                peaks.add(before);
            }
            grew = sizes.get(i) > before || (grew && sizes.get(i) == before);
        }
        if (grew) {
            peaks.add(sizes.get(sizes.size() - 1));
        }
        return peaks;
    }
}
