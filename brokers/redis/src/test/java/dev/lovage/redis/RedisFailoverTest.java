package dev.lovage.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.messaging.BrokerUrl;
import dev.lovage.messaging.Clock;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.ResultBackendOptions;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import dev.lovage.testkit.RedisServer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RedisFailoverTest {

    @Test
    void resultsGoToTheNextServerWhenTheFirstIsGone() throws Exception {
        try (RedisServer first = RedisServer.start();
                RedisServer second = RedisServer.start();
                ResultBackend results = new RedisResultBackendProvider()
                        .open(List.of(BrokerUrl.parse(first.url()), BrokerUrl.parse(second.url())), options())) {
            store(results, "before");
            assertThat(first.cli("EXISTS", "celery-task-meta-before")).isEqualTo("1");
            first.kill();
            store(results, "after");
            assertThat(second.cli("EXISTS", "celery-task-meta-after")).isEqualTo("1");
            assertThat(results.whenReady("after").get(20, TimeUnit.SECONDS).state())
                    .isEqualTo(TaskState.SUCCESS);
            assertThat(results.describe()).contains(String.valueOf(second.port()));
        }
    }

    private static void store(ResultBackend results, String id) throws Exception {
        results.store(TaskResult.of(id, TaskState.SUCCESS, "1".getBytes(UTF_8)), "")
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private static ResultBackendOptions options() {
        return new ResultBackendOptions(
                Duration.ofDays(1),
                false,
                false,
                ZoneOffset.UTC,
                Map.of(),
                () -> {
                    throw new AssertionError("not asked for");
                },
                Clock.system());
    }
}
