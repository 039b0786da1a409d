package dev.lovage.examples.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.Lovage;
import dev.lovage.examples.LovageWorker;
import dev.lovage.messaging.Clock;
import dev.lovage.testkit.Eventually;
import dev.lovage.testkit.RedisServer;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A worker whose server has gone stops all the same, and says once that it has gone. */
class AwayBrokerTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void withNothingInItsHandsItStopsAtOnce() throws Exception {
        try (RedisServer redis = RedisServer.start();
                LovageWorker worker = NapWorker.start(redis, Map.of())) {
            redis.kill();
            Eventually.until(SOON, "the worker has seen it", () -> lost(worker).size() >= 3);

            assertThat(millisToStop(worker)).isLessThan(3000);

            List<LocalTime> told = lost(worker);
            for (int i = 1; i < told.size(); i++) {
                assertThat(Duration.between(told.get(i - 1), told.get(i)))
                        .as("the pause between two such lines of\n%s", worker.log())
                        .isGreaterThan(Duration.ofMillis(250));
            }
        }
    }

    @Test
    void withAResultThatCantBeStoredItWaitsForAWhile() throws Exception {
        try (RedisServer redis = RedisServer.start();
                LovageWorker worker = NapWorker.start(redis, Map.of());
                Lovage app = Lovage.builder("client")
                        .broker(redis.url())
                        .backend(redis.url())
                        .build()) {
            app.signature("naps.take").args(500).delay();
            Eventually.until(SOON, "it runs", () -> worker.log().contains("RUNNING"));
            redis.kill();

            assertThat(millisToStop(worker)).isBetween(4500L, 10_000L);
            assertThat(worker.log()).contains("succeeded in", "can't be settled for 5 s", "cold shutdown");
        }
    }

    private static long millisToStop(LovageWorker worker) throws Exception {
        long since = Clock.system().nanoTime();
        ProcessHandle process = ProcessHandle.of(worker.pid()).orElseThrow();
        process.destroy();
        process.onExit().get(60, TimeUnit.SECONDS);
        return (Clock.system().nanoTime() - since) / 1_000_000;
    }

    private static List<LocalTime> lost(LovageWorker worker) {
        return Pattern.compile("\\[\\S+ (\\S+),(\\d{3}): WARNING/MainProcess\\] Connection to .* lost")
                .matcher(worker.log())
                .results()
                .map(AwayBrokerTest::time)
                .toList();
    }

    private static LocalTime time(MatchResult line) {
        return LocalTime.parse(line.group(1) + "." + line.group(2));
    }
}
