package dev.lovage.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.AsyncResult;
import dev.lovage.Lovage;
import dev.lovage.testkit.Eventually;
import dev.lovage.worker.Worker;
import dev.lovage.worker.scale.Load;
import dev.lovage.worker.scale.QueueDepths;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of the examples: what they say of a load, and what a worker makes of it. */
class AutoscaleRulesTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Path SHOP = Path.of("autoscale", "Shop.java").toAbsolutePath();
    private static final String MONDAY_NOON = "2026-11-23T12:00:00Z";

    private static Load load(int size, int busy, int waiting, double cpu, String now, long depth) {
        return new Load(size, busy, waiting, 2, 10, cpu, ZonedDateTime.parse(now), new QueueDepths() {
            @Override
            public Set<String> names() {
                return Set.of("celery", "mail");
            }

            @Override
            public long depth(String queue) {
                return queue.equals("mail") ? depth : 0;
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "1, 0, 1", "10, 0, 1", "11, 0, 2", "15, 6, 3", "5000000000, 0, 10"})
    void byQueueDepth(long depth, int busy, int wanted) {
        assertThat(new ScaleByQueueDepth().wantedSize(load(2, busy, 0, 0.1, MONDAY_NOON, depth)))
                .isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T07:59:00Z, 4",
        "2026-11-23T08:00:00Z, 10",
        "2026-11-27T17:59:00+01:00, 10",
        "2026-11-27T18:00:00+01:00, 4",
        "2026-11-28T12:00:00Z, 4"
    })
    void byTimeOfDay(String now, int wanted) {
        assertThat(new ScaleByTimeOfDay().wantedSize(load(2, 2, 2, 0.1, now, 0)))
                .isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource({"0.1, 9", "0.75, 9", "0.8, 5"})
    void byMachineLoad(double cpu, int wanted) {
        assertThat(new ScaleByMachineLoad().wantedSize(load(5, 5, 4, cpu, MONDAY_NOON, 0)))
                .isEqualTo(wanted);
    }

    /** By the name of its class, which is in a source file of the user's. The default rule would keep one slot: there is nothing to do. */
    @Test
    void aWorkerFollowsARuleOfThatName() {
        String url = "memory://rules-named";
        try (Lovage app = Lovage.builder("shop")
                        .broker(url)
                        .backend(url)
                        .settings(settings -> settings.workerAutoscale(2, 1).workerAutoscaler("Shop.AlwaysReady"))
                        .build();
                Worker worker = Worker.builder(app.settings())
                        .application(SHOP.toString())
                        .build()) {
            worker.start();
            Eventually.until(SOON, "it has grown with nothing to do", () -> worker.slots() == 2);
        }
    }

    /** As the page on autoscaling shows it. */
    @Test
    void theCommandLineTakesTheNameOfARuleAsASetting() {
        try (LovageWorker worker = LovageWorker.start(
                Map.of(),
                "-A",
                SHOP.toString(),
                "--autoscale=2,1",
                "--set",
                "worker_autoscaler=Shop.AlwaysReady",
                "-l",
                "info")) {
            Eventually.until(
                    SOON,
                    "it has grown with nothing to do",
                    () -> worker.children().size() == 2);
        }
    }

    @Test
    void aRuleThatIsNoneIsNamed() {
        assertThatThrownBy(() -> startWith("Shop.Ready"))
                .hasMessageContaining("worker_autoscaler names Shop.Ready: there is no such class in " + SHOP);
        assertThatThrownBy(() -> startWith("Shop"))
                .hasMessageContaining("worker_autoscaler names Shop, which is no AutoscaleRule");
    }

    private static void startWith(String rule) {
        String url = "memory://rules-wrong";
        try (Lovage app = Lovage.builder("shop")
                        .broker(url)
                        .backend(url)
                        .settings(settings -> settings.workerAutoscale(2, 1).workerAutoscaler(rule))
                        .build();
                Worker worker = Worker.builder(app.settings())
                        .application(SHOP.toString())
                        .build()) {
            worker.start();
        }
    }

    /** However busy the machine is that runs the tests: no load is above 1, and any is above -1. */
    @Test
    void aWorkerFollowsTheLoadOfItsMachine() {
        assertThat(mostSlots("memory://rules-idle", 1)).isEqualTo(2);
        assertThat(mostSlots("memory://rules-busy", -1)).isEqualTo(1);
    }

    private static int mostSlots(String url, double busy) {
        try (Lovage app = Lovage.builder("shop").broker(url).backend(url).build();
                Worker worker = Worker.builder(app.settings())
                        .application("dev.lovage.examples.SlowTasks")
                        .autoscale(2, 1)
                        .autoscaler(new ScaleByMachineLoad(busy))
                        .build()) {
            worker.start();
            int[] most = {0};
            int[] looks = {0};
            keepBusyUntil(app, "the pool has grown, or had time to", () -> {
                most[0] = Math.max(most[0], worker.slots());
                return most[0] == 2 || ++looks[0] > 1000;
            });
            return most[0];
        }
    }

    @Test
    void aWorkerCanBeToldOtherSizesWhileItRuns() {
        String url = "memory://rules-told";
        try (Lovage app = Lovage.builder("shop").broker(url).backend(url).build();
                Worker worker = Worker.builder(app.settings())
                        .application("dev.lovage.examples.SlowTasks")
                        .autoscale(1, 1)
                        .build()) {
            worker.start();
            worker.autoscale(3, 2);
            Eventually.until(SOON, "it has the new least", () -> worker.slots() == 2);
            keepBusyUntil(app, "it has the new most", () -> worker.slots() == 3);
        }
    }

    private static void keepBusyUntil(Lovage app, String what, java.util.function.BooleanSupplier condition) {
        List<AsyncResult<?>> results = new ArrayList<>();
        Eventually.until(SOON, what, () -> {
            results.removeIf(AsyncResult::ready);
            while (results.size() < 8) {
                results.add(app.signature("shop.pack").args(1).delay());
            }
            return condition.getAsBoolean();
        });
    }
}
