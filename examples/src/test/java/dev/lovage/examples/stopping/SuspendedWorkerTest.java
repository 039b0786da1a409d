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
                // Only the one that it was running comes to its end there, and acknowledges nothing that is another's.
                Eventually.until(SOON, "it is done with that", () -> count("succeeded", suspended) == doneBefore + 1);
                assertThat(app.signature("naps.take").args(7).delay().get(SOON)).isEqualTo(7L);
                Eventually.until(
                        SOON,
                        "the broker has nothing left",
                        () -> redis.cli("KEYS", "unacked*").isBlank());
                assertThat(redis.cli("LLEN", "celery")).isEqualTo("0");
                assertThat(count("succeeded", suspended) + count("succeeded", other))
                        .isEqualTo(TASKS + 2);
            }
        }
    }

    private static LovageWorker worker(RedisServer redis) {
        return NapWorker.start(
                redis,
                Map.of("LOVAGE_BROKER_TRANSPORT_OPTIONS", "{\"visibility_timeout\": 3}"),
                "--prefetch-multiplier",
                String.valueOf(TASKS));
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

    private static int count(String word, LovageWorker worker) {
        return (int) Pattern.compile("Task naps\\.take\\[\\S+\\] " + word + "\\b")
                .matcher(worker.log())
                .results()
                .count();
    }
}
