package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * All sequences of up to three signals that stop a worker, sent to real ones with real children, idle and busy. Takes minutes;
 * {@link LadderTest} has them all in the suite, and {@link SignalTest} some with processes.
 */
@Tag("soak")
class SignalTableTest {

    private static final long IDLE = 0;
    private static final long SHORT = 1500;
    private static final long ENDLESS = 600_000;

    /** What comes of a task, by what is in the last line: nothing when the worker was halted. */
    private record Row(List<String> signals, boolean busy, SignalStory.Ending ending) {

        boolean cold() {
            return said("cold shutdown:") || said("hard shutdown:");
        }

        boolean said(String word) {
            return ending.lines().stream().anyMatch(line -> line.contains(word));
        }

        @Override
        public String toString() {
            return "%-15s %-4s exit %d%s, %d ms from cold"
                    .formatted(
                            String.join(" ", signals),
                            busy ? "busy" : "idle",
                            ending.exitCode(),
                            said("FINISHED") ? ", finished" : said("LEFT 1") ? ", given back" : "",
                            ending.millisFromCold());
        }
    }

    @Test
    void everySequenceEndsAsItsStagesSay() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(3);
        Map<SignalStory, Future<SignalStory.Ending>> endings = new LinkedHashMap<>();
        LadderTest.sequences().map(LadderTest::sequence).forEach(signals -> {
            boolean ends = signals.size() == 1 && !signals.contains("USR2");
            for (long millis : new long[] {IDLE, ends ? SHORT : ENDLESS}) {
                SignalStory story = SignalStory.of(millis, signals.toArray(String[]::new));
                endings.put(story, executor.submit(story::tell));
            }
        });
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<SignalStory, Future<SignalStory.Ending>> each : endings.entrySet()) {
            SignalStory story = each.getKey();
            rows.add(
                    new Row(story.signals(), story.millis() > 0, each.getValue().get()));
        }
        executor.shutdownNow();
        rows.forEach(row -> System.out.println("signals: " + row));
        assertThat(rows).hasSize(78).allSatisfy(SignalTableTest::isAsItsStagesSay);
    }

    private static void isAsItsStagesSay(Row row) {
        assertThat(row.ending().exitCode()).isEqualTo(row.cold() ? 1 : 0);
        assertThat(row.ending().left()).as("children left behind").isZero();
        assertThat(row.ending().millisFromCold()).isLessThan(3000);
        if (row.busy()) {
            // A third signal may come before the cold stop is done, and then nothing more is said.
            assertThat(row.said(row.cold() ? "LEFT 1" : "FINISHED") || row.said("hard shutdown:"))
                    .as("%s", row.ending().lines())
                    .isTrue();
            assertThat(row.cold())
                    .isEqualTo(row.signals().size() > 1 || row.signals().contains("USR2"));
        }
    }
}
