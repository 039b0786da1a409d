package dev.lovage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.BrokerUrl;
import dev.lovage.messaging.Exchange;
import dev.lovage.testkit.Eventually;
import dev.lovage.testkit.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that is there but says nothing, as behind a cut cable. */
@Timeout(60)
class RedisSilenceTest {

    private static final Exchange NEWS = Exchange.fanout("news");

    private RedisServer redis;
    private RedisQueueStore store;

    @BeforeEach
    void start() {
        redis = RedisServer.start();
        store = new RedisQueueStore(
                BrokerUrl.parse(redis.url()),
                BrokerOptions.defaults()
                        .withConnectTimeout(Duration.ofSeconds(1))
                        .withHeartbeat(Duration.ofMillis(400))
                        .withTransportOptions(Map.of("socket_timeout", 1)));
    }

    @AfterEach
    void stop() {
        store.close();
        redis.close();
    }

    @Test
    void everyCallEndsAndEverythingHealsWhenItSpeaksAgain() throws Exception {
        AtomicInteger heard = new AtomicInteger();
        try (AutoCloseable listening = store.listen(NEWS, "", message -> heard.incrementAndGet())) {
            assertThat(listening).isNotNull();
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(this::awaitLong);
            assertThat(store.claim(List.of("q"), 1)).isEmpty();
            redis.freeze();
            assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(BrokerUnavailableException.class);
            assertThatThrownBy(() -> store.claim(List.of("q"), 1)).isInstanceOf(BrokerUnavailableException.class);
            assertThatThrownBy(() -> store.connect(Duration.ofMillis(300)))
                    .isInstanceOf(BrokerUnavailableException.class);
            redis.thaw();
            Eventually.until(Duration.ofSeconds(20), "it listens again", () -> {
                store.broadcast(NEWS, "", "hello".getBytes(StandardCharsets.UTF_8));
                return heard.get() > 0;
            });
            CompletableFuture<Void> again = CompletableFuture.runAsync(this::awaitLong);
            redis.cli("LPUSH", "q", "m");
            again.get(10, TimeUnit.SECONDS);
        }
    }

    private void awaitLong() {
        try {
            store.await(List.of("q"), Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
