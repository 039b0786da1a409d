package dev.lovage.examples.speed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.Lovage;
import dev.lovage.examples.LovageWorker;
import dev.lovage.testkit.CeleryPeer;
import dev.lovage.testkit.ServerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * No-op tasks through two children, Lovage and Celery in turn on one server: how fast each drains a full queue.
 *
 * <p>A figure is only good as a ratio to the other of the same run.
 */
@Tag("speed")
abstract class SpeedContract {

    private static final int ROUNDS = Integer.getInteger("speed.rounds", 3);
    private static final int FOR_LOVAGE = 100_000;
    private static final int FOR_CELERY = 6_000;

    abstract String name();

    abstract String broker();

    /** How many times Celery's rate is expected at least. */
    abstract double expectedRatio();

    @Test
    void noOpsRunManyTimesFasterThanInCelery() throws InterruptedException {
        List<Double> ratios = new ArrayList<>();
        try (Lovage app =
                Lovage.builder("speed").broker(broker()).backend("disabled://").build()) {
            for (int round = 0; round < ROUNDS; round++) {
                double lovage = lovage(app);
                double celery = celery(app);
                ratios.add(lovage / celery);
                System.out.printf(
                        "speed %s: Lovage %.0f/s, Celery %.0f/s, ratio %.1f%n",
                        name(), lovage, celery, lovage / celery);
            }
        }
        ratios.sort(null);
        double median = ratios.get(ratios.size() / 2);
        System.out.printf("speed %s: median ratio %.1f, at least %.0f expected%n", name(), median, expectedRatio());
        assertThat(median).isGreaterThanOrEqualTo(expectedRatio());
    }

    private double lovage(Lovage app) throws InterruptedException {
        Drain drain = new Drain(app.broker().topology());
        drain.fill(app, "tasks.noop", FOR_LOVAGE);
        try (LovageWorker worker = LovageWorker.start(
                Map.of(),
                "-A",
                LovageWorker.resource("/interop/Tasks.java").toString(),
                "-b",
                broker(),
                "--result-backend",
                "disabled://",
                "-c",
                "2",
                "-l",
                "WARNING")) {
            return drain.rate(FOR_LOVAGE);
        }
    }

    private double celery(Lovage app) throws InterruptedException {
        Drain drain = new Drain(app.broker().topology());
        drain.fill(app, "tasks.noop", FOR_CELERY);
        try (CeleryPeer celery = new CeleryPeer(broker(), "");
                ServerProcess worker = celery.startWorker(2, "prefork", "WARNING")) {
            return drain.rate(FOR_CELERY);
        }
    }
}
