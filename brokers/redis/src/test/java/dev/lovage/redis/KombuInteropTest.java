package dev.lovage.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerUrl;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.Exchange;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.virtual.Binding;
import dev.lovage.messaging.virtual.Claim;
import dev.lovage.messaging.virtual.Envelope;
import dev.lovage.messaging.virtual.Push;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.ResultBackendOptions;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import dev.lovage.testkit.Eventually;
import dev.lovage.testkit.RedisServer;
import java.io.BufferedReader;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each reads what the other wrote, with real kombu and Celery on one server. */
@Timeout(60)
class KombuInteropTest {

    private static RedisServer redis;

    private RedisQueueStore store = open(Map.of());

    @BeforeAll
    static void startServer() {
        redis = RedisServer.start();
    }

    @AfterAll
    static void stopServer() {
        redis.close();
    }

    @BeforeEach
    void openStore() {
        redis.cli("FLUSHALL");
        store = open(Map.of());
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void whatKombuPushesIsClaimedInKombusOrder() {
        peer(
                "push",
                "{\"queue\": \"celery\", \"messages\": [[\"nine\", 9], [\"three\", 3], [\"zero\", 0], [\"five\", 5]]}");
        assertThat(store.size("celery")).isEqualTo(4);
        assertThat(store.bindings(Exchange.direct("celery"))).containsExactly(new Binding("celery", "celery"));
        List<Claim> claims = store.claim(List.of("celery"), 10);
        assertThat(bodies(claims)).containsExactly("\"zero\"", "\"three\"", "\"five\"", "\"nine\"");
        Envelope first = Envelope.decode(claims.get(0).envelope());
        assertThat(first.message().header("h")).contains("æ");
        assertThat(first.exchange()).isEqualTo("celery");
        assertThat(redis.cli("HGET", "unacked", claims.get(0).lease())).endsWith(", \"celery\", \"celery\"]");
    }

    @Test
    void whatWePushKombuTakes() {
        store.push(List.of(push("celery", 9, "[1]"), push("celery", 0, "[2]")));
        assertThat(peer("take", "{\"queue\": \"celery\", \"count\": 2}"))
                .containsSubsequence("\"body\": [2]", "\"body\": [1]")
                .contains("\"redelivered\": false");
        assertThat(redis.cli("EXISTS", "unacked", "unacked_index")).isEqualTo("0");
    }

    @Test
    void whatWePutBackKombuTakesAsRedelivered() {
        store.push(List.of(push("celery", 3, "[1]")));
        store.restore(store.claim(List.of("celery"), 1));
        assertThat(peer("take", "{\"queue\": \"celery\", \"count\": 1}"))
                .contains("\"body\": [1]", "\"redelivered\": true", "\"lovage-delivery-count\": 1");
    }

    @Test
    void kombuRestoresWhatAllOfUsLeftForAnHour() {
        store.bind(Exchange.direct("celery"), "celery", "celery");
        store.push(List.of(push("celery", 0, "[\"left\"]"), push("celery", 0, "[\"alive\"]")));
        List<Claim> claims = store.claim(List.of("celery"), 2);
        redis.cli("ZADD", "unacked_index", "1000", claims.get(0).lease());
        peer("restore", "{}");
        assertThat(redis.cli("HLEN", "unacked")).isEqualTo("1");
        assertThat(peer("take", "{\"queue\": \"celery\", \"count\": 1}")).contains("left", "\"redelivered\": true");
        assertThat(store.settle(claims)).containsExactly(claims.get(0));
    }

    @Test
    void whatADeadKombuWorkerLeftIsRestoredWhenKombuWouldAndNotBefore() {
        peer("push", "{\"queue\": \"celery\", \"messages\": [[\"orphan\", 6]]}");
        assertThat(peer("leave", "{\"queue\": \"celery\", \"count\": 1}")).isEqualTo("1");
        double now = Clock.system().now().toEpochMilli() / 1000.0;
        String tag = redis.cli("HKEYS", "unacked");
        redis.cli("ZADD", "unacked_index", String.valueOf(now - 3000), tag);
        assertThat(store.restoreExpired()).isZero();
        redis.cli("ZADD", "unacked_index", String.valueOf(now - 3601), tag);
        redis.cli("SET", "unacked_mutex", "a kombu worker's");
        assertThat(store.restoreExpired()).isZero();
        redis.cli("DEL", "unacked_mutex");
        assertThat(store.restoreExpired()).isEqualTo(1);
        assertThat(redis.cli("EXISTS", "unacked", "unacked_index", "unacked_mutex"))
                .isEqualTo("0");
        assertThat(redis.cli("LLEN", "celery\u0006\u00166")).isEqualTo("1");
        Claim again = store.claim(List.of("celery"), 1).get(0);
        assertThat(bodies(List.of(again))).containsExactly("\"orphan\"");
        assertThat(again.deliveryCount()).isEqualTo(1);
    }

    @Test
    void garbageThatWeHoldDoesNotHinderKombusRestoring() {
        redis.cli("LPUSH", "celery", "garbage");
        redis.cli("LPUSH", "celery", "{\"headers\": 1, \"properties\": []}");
        store.claim(List.of("celery"), 2)
                .forEach(claim -> redis.cli("ZADD", "unacked_index.lovage", "1000", claim.lease()));
        peer("restore", "{}");
        assertThat(store.restoreExpired()).isEqualTo(2);
        assertThat(redis.cli("LLEN", "celery")).isEqualTo("2");
    }

    @Test
    void topicBindingsReadTheSame() {
        peer("topic", "{}");
        String theirs = redis.cli("SMEMBERS", "_kombu.binding.topics");
        redis.cli("DEL", "_kombu.binding.topics");
        store.bind(Exchange.topic("topics"), "media.*.#", "all-media");
        assertThat(redis.cli("SMEMBERS", "_kombu.binding.topics")).isEqualTo(theirs);
    }

    @Test
    void fanoutIsHeardBothWays() throws Exception {
        BlockingQueue<byte[]> heard = new ArrayBlockingQueue<>(10);
        try (AutoCloseable all = store.listen(Exchange.fanout("news"), "", heard::add);
                AutoCloseable some = store.listen(Exchange.fanout("news"), "worker.#", heard::add)) {
            peer("announce", "{\"key\": \"\"}");
            assertThat(text(heard)).isEqualTo("{\"hello\": \"lovage\"}");
            peer("announce", "{\"key\": \"worker.online\"}");
            assertThat(text(heard)).isEqualTo("{\"hello\": \"lovage\"}");
            assertThat(text(heard)).isEqualTo("{\"hello\": \"lovage\"}");
        }
        Process listener = KombuPeer.start(redis.url(), "listen", "{\"key\": \"worker.#\"}");
        try (BufferedReader lines = listener.inputReader(UTF_8)) {
            assertThat(lines.readLine()).isEqualTo("\"listening\"");
            CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> read(lines));
            Eventually.until(
                    Duration.ofSeconds(20),
                    "kombu hears it",
                    () -> { // It speaks before it has subscribed.
                        store.broadcast(
                                Exchange.fanout("news"),
                                "worker.online",
                                push("", 0, "[\"hi\"]").envelope());
                        return line.isDone();
                    });
            assertThat(line.get()).contains("\"body\": [\"hi\"]");
        } finally {
            listener.destroyForcibly();
        }
    }

    @Test
    void resultsAreReadBothWays() throws Exception {
        try (ResultBackend results =
                new RedisResultBackendProvider().open(List.of(BrokerUrl.parse(redis.url())), resultOptions())) {
            String id = UUID.randomUUID().toString();
            results.store(TaskResult.of(id, TaskState.SUCCESS, "{\"a\": [1, \"æ\"]}".getBytes(UTF_8)), "")
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertThat(peer("result", "{\"id\": \"" + id + "\"}")).contains("\"a\": [1, \"\\u00e6\"]", "SUCCESS");
            String failed = UUID.randomUUID().toString();
            results.store(failure(failed), "").toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(peer("result", "{\"id\": \"" + failed + "\"}"))
                    .contains("\"error\": \"ValueError\"", "no good", "at Tasks.java");
            String theirs = UUID.randomUUID().toString();
            CompletableFuture<TaskResult> waiting = results.whenReady(theirs);
            peer("store", "{\"fail\": false, \"id\": \"" + theirs + "\"}");
            TaskResult done = waiting.get(10, TimeUnit.SECONDS);
            assertThat(new String(done.value(), UTF_8)).isEqualTo("{\"answer\": 42}");
            assertThat(done.dateDone()).isPresent();
            String boom = UUID.randomUUID().toString();
            peer("store", "{\"fail\": true, \"id\": \"" + boom + "\"}");
            TaskResult error = results.whenReady(boom).get(10, TimeUnit.SECONDS);
            assertThat(error.state()).isEqualTo(TaskState.FAILURE);
            assertThat(new String(error.value(), UTF_8)).contains("ValueError", "boom", "7");
            assertThat(error.traceback()).contains("Traceback: here");
        }
    }

    private static TaskResult failure(String id) {
        String value = "{\"exc_type\": \"ValueError\", \"exc_message\": [\"no good\"], \"exc_module\": \"builtins\"}";
        return new TaskResult(
                id,
                TaskState.FAILURE,
                value.getBytes(UTF_8),
                Optional.of("java.lang.Exception\n\tat Tasks.java"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    private static ResultBackendOptions resultOptions() {
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

    private static String read(BufferedReader lines) {
        try {
            return String.valueOf(lines.readLine());
        } catch (java.io.IOException e) {
            return "ended";
        }
    }

    private static String text(BlockingQueue<byte[]> heard) throws InterruptedException {
        byte[] envelope = heard.poll(10, TimeUnit.SECONDS);
        assertThat(envelope).isNotNull();
        return new String(Envelope.decode(envelope).message().body(), UTF_8);
    }

    private static String peer(String command, String json) {
        return KombuPeer.run(redis.url(), command, json);
    }

    private static RedisQueueStore open(Map<String, Object> transportOptions) {
        return new RedisQueueStore(
                BrokerUrl.parse(redis == null ? "redis://" : redis.url()),
                BrokerOptions.defaults().withTransportOptions(transportOptions));
    }

    private static Push push(String queue, int priority, String json) {
        Message message =
                new Message(json.getBytes(UTF_8), "application/json", "utf-8", Map.of(), Map.of("priority", priority));
        return new Push(
                queue,
                priority,
                Envelope.encode(message, queue, queue, UUID.randomUUID().toString()));
    }

    private static List<String> bodies(List<Claim> claims) {
        return claims.stream()
                .map(claim ->
                        new String(Envelope.decode(claim.envelope()).message().body(), UTF_8))
                .toList();
    }
}
