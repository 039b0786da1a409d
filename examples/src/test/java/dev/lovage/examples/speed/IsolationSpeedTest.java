package dev.lovage.examples.speed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.Lovage;
import dev.lovage.examples.LovageWorker;
import dev.lovage.testkit.RedisServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What it costs to run tasks in processes of their own: the same tasks through the pools {@code process}, {@code threads} and,
 * where the Java has it, {@code virtual}, two slots each, in turn on one Redis. So many tasks that what is measured is warm: each
 * child has a compiler of its own to wait for.
 */
@Tag("speed")
class IsolationSpeedTest {

    private static final int ROUNDS = Integer.getInteger("speed.rounds", 3);

    @Test
    void isolationCostsLittle() throws InterruptedException {
        try (RedisServer redis = RedisServer.start("--appendonly", "no");
                Lovage app = Lovage.builder("speed")
                        .broker(redis.url())
                        .backend("disabled://")
                        .build()) {
            Map<String, Double> nothing = medians(app, redis, "speed.nothing", 300_000);
            Map<String, Double> compute = medians(app, redis, "speed.compute", 90_000);
            print("does nothing", nothing);
            print("computes 1 ms", compute);
            assertThat(nothing.get("process") / nothing.get("threads")).isGreaterThanOrEqualTo(0.7);
            assertThat(compute.get("process") / compute.get("threads")).isGreaterThanOrEqualTo(0.95);
        }
    }

    private static List<String> pools() {
        return feature() >= 21 ? List.of("threads", "virtual", "process") : List.of("threads", "process");
    }

    private static int feature() {
        return Runtime.version().feature();
    }

    /** Tasks a second by pool; all pools have their turn in each round, for the machine's mood changes. */
    private static Map<String, Double> medians(Lovage app, RedisServer redis, String task, int count)
            throws InterruptedException {
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (String pool : pools()) {
                double rate = rate(app, redis, task, count, pool);
                System.out.printf("isolation: %s in %s: %.0f/s%n", task, pool, rate);
                rates.computeIfAbsent(pool, key -> new ArrayList<>()).add(rate);
            }
        }
        Map<String, Double> medians = new LinkedHashMap<>();
        rates.forEach(
                (pool, all) -> medians.put(pool, all.stream().sorted().toList().get(all.size() / 2)));
        return medians;
    }

    private static double rate(Lovage app, RedisServer redis, String task, int count, String pool)
            throws InterruptedException {
        Drain drain = new Drain(app.broker().topology());
        drain.fill(app, task, count);
        try (LovageWorker worker = LovageWorker.start(
                Map.of(),
                "-A",
                LovageWorker.resource("/speed/SpeedTasks.java").toString(),
                "-b",
                redis.url(),
                "--result-backend",
                "disabled://",
                "-P",
                pool,
                "-c",
                "2",
                "-l",
                "WARNING")) {
            return drain.rate(count);
        }
    }

    private static void print(String what, Map<String, Double> rates) {
        double threads = rates.get("threads");
        rates.forEach((pool, rate) -> System.out.printf(
                "isolation: a task that %s, 2 slots, pool %s: %.0f/s, %.2f of threads%n",
                what, pool, rate, rate / threads));
    }
}
