package dev.lovage.examples.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.AsyncResult;
import dev.lovage.Lovage;
import dev.lovage.examples.LovageWorker;
import dev.lovage.testkit.Eventually;
import dev.lovage.testkit.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A worker that stands still for longer than its leases, as a suspended machine does, has lost what it holds to others. */
class SuspendedWorkerTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int TASKS = 5;

    @Test
    void whatOthersHaveRunMeanwhileIsNotBegunAgain() throws Exception {
        try (RedisServer redis = RedisServer.start();
                Lovage app = Lovage.builder("client")
                        .broker(redis.url())
                        .backend(redis.url())
                        .build();
                LovageWorker suspended = worker(redis)) {
            List<AsyncResult<Object>> results = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                results.add(app.signature("naps.take").args(400 + i).delay());
            }
            Eventually.until(SOON, "one runs", () -> suspended.log().contains("RUNNING"));
            Eventually.until(SOON, "all are in its hands", () -> count("received", suspended) == TASKS);
            signal("-STOP", suspended);
            int doneBefore = count("succeeded", suspended);

            try (LovageWorker other = worker(redis)) {
                for (int i = doneBefore; i < TASKS; i++) {
                    assertThat(results.get(i).get(SOON)).isEqualTo(400L + i);
                }
                assertThat(count("succeeded", other)).isEqualTo(TASKS - doneBefore);

                signal("-CONT", suspended);
                // Only the one that it was running comes to its end there: that run counts for nothing.
                Eventually.until(SOON, "it is done with that", () -> count("has run, but", suspended) == 1);
                assertThat(app.signature("naps.take").args(7).delay().get(SOON)).isEqualTo(7L);
                Eventually.until(
                        SOON,
                        "the broker has nothing left",
                        () -> redis.cli("KEYS", "unacked*").isBlank());
                assertThat(redis.cli("LLEN", "celery")).isEqualTo("0");
                assertThat(count("succeeded", suspended) + count("succeeded", other))
                        .isEqualTo(TASKS + 1);
                assertThat(begun(suspended) + begun(other))
                        .as("each once, but for that one")
                        .isEqualTo(TASKS + 2);
            }
        }
    }

    @Test
    void whatOthersRunNowIsEndedWhereThatIsAskedFor() throws Exception {
        try (RedisServer redis = RedisServer.start();
                Lovage app = Lovage.builder("client").broker(redis.url()).build();
                LovageWorker suspended =
                        worker(redis, Map.of("LOVAGE_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS", "true"))) {
            app.signature("naps.take").args(120_000).delay();
            Eventually.until(SOON, "it runs", () -> suspended.log().contains("RUNNING"));
            List<ProcessHandle> children = suspended.children();
            signal("-STOP", suspended);
            try (LovageWorker other = worker(redis)) {
                Eventually.until(SOON, "another has it", () -> other.log().contains("RUNNING"));
                signal("-CONT", suspended);
                Eventually.until(SOON, "it is ended", () -> count("was ended: the connection", suspended) == 1);
                Eventually.until(
                        SOON, "with its process", () -> children.stream().anyMatch(child -> !child.isAlive()));
                assertThat(count("was ended", other)).isZero();
            }
        }
    }

    private static LovageWorker worker(RedisServer redis) {
        return worker(redis, Map.of());
    }

    private static LovageWorker worker(RedisServer redis, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("LOVAGE_BROKER_TRANSPORT_OPTIONS", "{\"visibility_timeout\": 3}");
        return NapWorker.start(redis, settings, "--prefetch-multiplier", String.valueOf(TASKS));
    }

    /** To the worker and its children, as when the machine is suspended. */
    private static void signal(String name, LovageWorker worker) throws IOException, InterruptedException {
        List<String> pids = Stream.concat(
                        Stream.of(worker.pid()), worker.children().stream().map(ProcessHandle::pid))
                .map(String::valueOf)
                .toList();
        List<String> command = new ArrayList<>(List.of("kill", name));
        command.addAll(pids);
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }

    private static long begun(LovageWorker worker) {
        return worker.log().lines().filter(line -> line.contains("RUNNING")).count();
    }

    private static int count(String word, LovageWorker worker) {
        return (int) Pattern.compile("Task naps\\.take\\[\\S+\\] " + word + "\\b")
                .matcher(worker.log())
                .results()
                .count();
    }
}
