package dev.lovage.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.BrokerUrl;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.Exchange;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.virtual.Binding;
import dev.lovage.messaging.virtual.Claim;
import dev.lovage.messaging.virtual.Envelope;
import dev.lovage.messaging.virtual.Push;
import dev.lovage.testkit.Eventually;
import dev.lovage.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RedisQueueStoreTest {

    private static final String SEP = "\u0006\u0016";

    private static RedisServer redis;

    private final List<RedisQueueStore> opened = new ArrayList<>();

    @BeforeAll
    static void startServer() {
        redis = RedisServer.start();
    }

    @AfterAll
    static void stopServer() {
        redis.close();
    }

    @BeforeEach
    void emptyDatabase() {
        redis.cli("FLUSHALL");
    }

    @AfterEach
    void closeStores() {
        opened.forEach(RedisQueueStore::close);
    }

    @Test
    void whatIsClaimedLiesInKombusUnackedKeys() {
        RedisQueueStore store = store(Map.of());
        store.push(List.of(push("q", 0, "one")));
        Claim claim = store.claim(List.of("q"), 10).get(0);
        assertThat(redis.cli("HGET", "unacked", claim.lease()))
                .isEqualTo("[" + new String(claim.envelope(), UTF_8) + ", \"\", \"q\"]");
        double score = Double.parseDouble(redis.cli("ZSCORE", "unacked_index", claim.lease()));
        assertThat(score)
                .isCloseTo(Clock.system().now().toEpochMilli() / 1000.0, org.assertj.core.data.Offset.offset(5.0));
        assertThat(claim.queue()).isEqualTo("q");
        assertThat(claim.deliveryCount()).isZero();
        assertThat(store.settle(List.of(claim))).isEmpty();
        assertThat(redis.cli("EXISTS", "unacked", "unacked_index", "q")).isEqualTo("0");
    }

    @Test
    void prioritiesHaveListsOfTheirOwnAndTheLowestIsServedFirst() {
        RedisQueueStore store = store(Map.of());
        store.push(List.of(
                push("q", 9, "p9"),
                push("q", 4, "p4"),
                push("q", 0, "p0"),
                push("q", 99, "p99"),
                push("q", -1, "p-1")));
        assertThat(redis.cli("LLEN", "q" + SEP + "9")).isEqualTo("2");
        assertThat(redis.cli("LLEN", "q" + SEP + "3")).isEqualTo("1");
        assertThat(store.size("q")).isEqualTo(5);
        assertThat(bodies(store.claim(List.of("q"), 3))).containsExactly("p0", "p-1", "p4");
        assertThat(bodies(store.take(List.of("q"), 3))).containsExactly("p9", "p99");
    }

    @Test
    void allQueuesOfOneUrgencyComeBeforeTheNext() {
        RedisQueueStore store = store(Map.of());
        store.push(List.of(push("a", 3, "a3"), push("b", 0, "b0"), push("a", 0, "a0")));
        assertThat(bodies(store.claim(List.of("a", "b"), 10))).containsExactly("a0", "b0", "a3");
    }

    @Test
    void aLateSettlementNeverTouchesTheNextHandOut() {
        RedisQueueStore slow = store(Map.of("visibility_timeout", 1));
        RedisQueueStore other = store(Map.of("visibility_timeout", 1));
        slow.push(List.of(push("q", 0, "m")));
        Claim first = slow.claim(List.of("q"), 1).get(0);
        Eventually.until(Duration.ofSeconds(10), "the lease has run out", () -> other.restoreExpired() == 1);
        Claim second = other.claim(List.of("q"), 1).get(0);
        assertThat(second.deliveryCount()).isEqualTo(1);
        assertThat(Envelope.decode(second.envelope()).redelivered()).isTrue();
        assertThat(slow.settle(List.of(first))).containsExactly(first);
        assertThat(slow.renew(List.of(first))).containsExactly(first);
        assertThat(slow.restore(List.of(first))).containsExactly(first);
        assertThat(other.settle(List.of(second))).isEmpty();
        assertThat(redis.cli("EXISTS", "unacked", "unacked_index", "q")).isEqualTo("0");
    }

    @Test
    void aRenewedLeaseIsNotRestored() {
        RedisQueueStore store = store(Map.of("visibility_timeout", 1));
        RedisQueueStore other = store(Map.of("visibility_timeout", 1));
        store.push(List.of(push("q", 0, "kept"), push("q", 0, "left")));
        List<Claim> claims = store.claim(List.of("q"), 2);
        Eventually.until(Duration.ofSeconds(10), "the other one is restored", () -> {
            assertThat(store.renew(List.of(claims.get(0)))).isEmpty();
            return other.restoreExpired() == 1;
        });
        assertThat(bodies(other.claim(List.of("q"), 2))).containsExactly("left");
    }

    @Test
    void aWorkerWithALongerLeaseIsLeftInPeace() {
        RedisQueueStore patient = store(Map.of());
        RedisQueueStore hasty = store(Map.of("visibility_timeout", 0.05));
        patient.push(List.of(push("q", 0, "long"), push("q", 0, "short")));
        patient.claim(List.of("q"), 1);
        hasty.claim(List.of("q"), 1);
        Eventually.until(Duration.ofSeconds(10), "the short one is restored", () -> hasty.restoreExpired() == 1);
        assertThat(bodies(hasty.claim(List.of("q"), 2))).containsExactly("short");
    }

    @Test
    void whatIsPutBackComesFirstInItsOldOrderAndIsCounted() {
        RedisQueueStore store = store(Map.of());
        store.push(List.of(push("q", 0, "a"), push("q", 0, "b"), push("q", 0, "c"), push("q", 3, "d")));
        List<Claim> first = store.claim(List.of("q"), 2);
        List<Claim> second = store.claim(List.of("q"), 2);
        List<Claim> all = new ArrayList<>(second);
        all.addAll(first);
        assertThat(store.restore(all)).isEmpty();
        assertThat(redis.cli("LLEN", "q" + SEP + "3")).isEqualTo("1");
        List<Claim> again = store.claim(List.of("q"), 4);
        assertThat(bodies(again)).containsExactly("a", "b", "c", "d");
        assertThat(again).allSatisfy(claim -> assertThat(claim.deliveryCount()).isEqualTo(1));
        store.restore(again);
        assertThat(store.claim(List.of("q"), 4))
                .allSatisfy(claim -> assertThat(claim.deliveryCount()).isEqualTo(2));
    }

    @Test
    void whatIsPutBackIsTheSameButForItsMarks() {
        RedisQueueStore store = store(Map.of());
        String text =
                "{\"body\": \"eA==\", \"big\": 123456789012345678901234567890, \"e\": [], \"n\": NaN, \"x\": 1.50,"
                        + " \"headers\": {\"redelivered\": false, \"h\": null, \"o\": {}}, \"properties\": {\"delivery_tag\": \"t\","
                        + " \"delivery_info\": {\"exchange\": \"\", \"routing_key\": \"q\"}, \"body_encoding\": \"base64\"}}";
        redis.cli("LPUSH", "q", text);
        store.restore(store.claim(List.of("q"), 1));
        String back = redis.cli("LRANGE", "q", "0", "-1");
        assertThat(back)
                .contains("\"big\":123456789012345678901234567890", "\"e\":[]", "\"n\":NaN", "\"x\":1.50")
                .contains("\"headers\":{\"redelivered\":true,\"h\":null,\"o\":{},\"lovage-delivery-count\":1}")
                .contains("\"routing_key\":\"q\",\"redelivered\":true}")
                .doesNotContain("\"delivery_tag\":\"t\"")
                .doesNotContain("\"redelivered\":false");
    }

    @Test
    void garbageIsHandedOutKeptApartFromKombuAndPutBackAsItWas() {
        RedisQueueStore store = store(Map.of("visibility_timeout", 0.05));
        String info = "\"delivery_info\": {\"exchange\": \"\", \"routing_key\": \"q\"}}";
        List<String> garbage = List.of(
                "garbage",
                "[1]",
                "{",
                "{\"headers\": 3}",
                "42",
                "{\"properties\": {\"delivery_info\": null}}",
                "{\"headers\": null, \"properties\": {" + info + "}",
                "{\"properties\": {broken, " + info + "}",
                "{\"body\": 0x1F, \"properties\": {" + info + "}");
        garbage.forEach(text -> redis.cli("LPUSH", "q", text));
        List<Claim> claims = store.claim(List.of("q"), 10);
        assertThat(claims)
                .extracting(claim -> new String(claim.envelope(), UTF_8))
                .containsExactlyElementsOf(garbage);
        assertThat(redis.cli("EXISTS", "unacked", "unacked_index")).isEqualTo("0");
        assertThat(store.settle(claims.subList(0, 1))).isEmpty();
        assertThat(store.renew(claims.subList(1, 9))).isEmpty();
        assertThat(store.restore(claims.subList(1, 2))).isEmpty();
        Eventually.until(Duration.ofSeconds(10), "the others are restored", () -> store.restoreExpired() == 7);
        assertThat(store.take(List.of("q"), 10))
                .extracting(claim -> new String(claim.envelope(), UTF_8))
                .containsExactlyInAnyOrderElementsOf(garbage.subList(1, 9));
        assertThat(redis.cli("DBSIZE")).isEqualTo("0");
    }

    @Test
    void garbageOfAWorkerThatDiedBeforeItSawItIsPutBackAsItWas() {
        RedisQueueStore store = store(Map.of());
        String garbage = "{broken, \", \"";
        String tag = "lovage:10:dead-1-1:q";
        redis.cli("HSET", "unacked", tag, "[" + garbage + ", \"\", \"q\"]");
        redis.cli("ZADD", "unacked_index", "1000", tag);
        assertThat(store.restoreExpired()).isEqualTo(1);
        assertThat(redis.cli("LRANGE", "q", "0", "-1")).isEqualTo(garbage);
        assertThat(redis.cli("DBSIZE")).isEqualTo("1");
    }

    @Test
    void aKeyThatIsNoListLosesNothingElse() {
        RedisQueueStore store = store(Map.of());
        redis.cli("SET", "b", "I am a string");
        store.push(List.of(push("a", 0, "m")));
        assertThat(bodies(store.claim(List.of("a", "b"), 10))).containsExactly("m");
        assertThatThrownBy(() -> store.claim(List.of("b"), 10))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("WRONGTYPE");
    }

    @Test
    void aWaitEndsAsSoonAsSomebodyPushes() throws Exception {
        RedisQueueStore store = store(Map.of());
        List<String> queues = List.of("celery", "other", "third");
        for (int priority : List.of(0, 3, 9)) {
            CompletableFuture<Long> waited = CompletableFuture.supplyAsync(() -> await(store, queues));
            assertThatThrownBy(() -> waited.get(100, TimeUnit.MILLISECONDS)).hasNoCause();
            redis.cli("SET", "celery-task-meta-1", "not of this queue");
            long pushed = Clock.system().nanoTime();
            redis.cli("LPUSH", priority == 0 ? "other" : "other" + SEP + priority, "m");
            long woken = waited.get(5, TimeUnit.SECONDS);
            assertThat(Duration.ofNanos(woken - pushed)).isLessThan(Duration.ofMillis(200));
            assertThat(store.size("other")).isEqualTo(1);
            assertThat(await(store, queues)).isPositive();
            store.take(queues, 1);
        }
    }

    @Test
    void aWaitEndsWhenItsTimeIsUp() throws Exception {
        RedisQueueStore store = store(Map.of());
        store.await(List.of("q"), Duration.ofMillis(50));
        assertThat(store.claim(List.of("q"), 1)).isEmpty();
    }

    @Test
    void bindingsAreMembersAsKombuWritesThem() {
        RedisQueueStore store = store(Map.of());
        store.bind(Exchange.direct("media"), "video", "videos");
        store.bind(Exchange.topic("topics"), "media.*.#", "all-media");
        assertThat(redis.cli("SMEMBERS", "_kombu.binding.media")).isEqualTo("video" + SEP + SEP + "videos");
        assertThat(redis.cli("SMEMBERS", "_kombu.binding.topics"))
                .isEqualTo("media.*.#" + SEP + "^media\\..*?[^\\.]\\..*?$" + SEP + "all-media");
        assertThat(store.bindings(Exchange.topic("topics"))).containsExactly(new Binding("media.*.#", "all-media"));
        store.push(List.of(push("videos", 0, "x")));
        store.delete("videos");
        assertThat(redis.cli("EXISTS", "_kombu.binding.media", "videos")).isEqualTo("0");
    }

    @Test
    void aKeyPrefixStandsBeforeEveryKey() {
        RedisQueueStore store = store(Map.of("global_keyprefix", "app1:"));
        store.bind(Exchange.direct("q"), "q", "q");
        store.push(List.of(push("q", 0, "a"), push("q", 3, "b")));
        List<Claim> claims = store.claim(List.of("q"), 1);
        assertThat(redis.cli("KEYS", "*").lines())
                .containsExactlyInAnyOrder(
                        "app1:q" + SEP + "3", "app1:_kombu.binding.q", "app1:unacked", "app1:unacked_index");
        store.restore(claims);
        assertThat(store.purge("q")).isEqualTo(2);
    }

    @Test
    void whatWasClaimedOutlivesAKillOfTheServer() {
        RedisQueueStore store = store(Map.of("visibility_timeout", 1));
        store.push(List.of(push("q", 0, "a"), push("q", 0, "b")));
        Claim claim = store.claim(List.of("q"), 1).get(0);
        redis.kill();
        assertThatThrownBy(() -> store.claim(List.of("q"), 1)).isInstanceOf(BrokerUnavailableException.class);
        assertThatThrownBy(() -> store.await(List.of("q"), Duration.ofSeconds(1)))
                .isInstanceOf(BrokerUnavailableException.class);
        redis.startAgain();
        assertThat(store.settle(List.of(claim))).isEmpty();
        assertThat(bodies(store.claim(List.of("q"), 5))).containsExactly("b");
    }

    @Test
    void aServerOutOfMemorySaysWhatToDoAndStillHandsOut() {
        RedisQueueStore store = store(Map.of());
        store.push(List.of(push("q", 0, "a"), push("q", 3, "b")));
        redis.cli("CONFIG", "SET", "maxmemory", "1");
        try {
            assertThatThrownBy(() -> store.push(List.of(push("q", 0, "c"))))
                    .isInstanceOf(BrokerException.class)
                    .isNotInstanceOf(BrokerUnavailableException.class)
                    .hasMessageContaining("maxmemory");
            assertThatThrownBy(() -> store.push(List.of(push("q", 0, "c"), push("q", 3, "d"))))
                    .hasMessageContaining("maxmemory");
            List<Claim> claims = store.claim(List.of("q"), 5);
            assertThat(bodies(claims)).containsExactly("a", "b");
            assertThat(store.renew(claims)).isEmpty();
            assertThat(store.restore(claims.subList(0, 1))).isEmpty();
            assertThat(store.settle(claims.subList(1, 2))).isEmpty();
            assertThat(store.size("q")).isEqualTo(1);
        } finally {
            redis.cli("CONFIG", "SET", "maxmemory", "0");
        }
    }

    @Test
    void aWrongPasswordIsAnErrorThatDoesNotShowIt() {
        redis.cli("ACL", "SETUSER", "lovage", "on", ">s3same", "~*", "&*", "+@all");
        String base = "127.0.0.1:" + redis.port() + "/0";
        RedisQueueStore wrong = open("redis://lovage:hunter2@" + base, Map.of());
        assertThatThrownBy(() -> wrong.connect(Duration.ofSeconds(2)))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("password")
                .hasMessageNotContaining("hunter2");
        RedisQueueStore right = open("redis://lovage:s3same@" + base, Map.of());
        right.connect(Duration.ofSeconds(2));
        assertThat(right.describe()).doesNotContain("s3same");
    }

    @Test
    void databasesAreApart() {
        RedisQueueStore zero = store(Map.of());
        RedisQueueStore five = open("redis://127.0.0.1:" + redis.port() + "/5", Map.of());
        five.push(List.of(push("q", 0, "m")));
        assertThat(zero.size("q")).isZero();
        assertThat(five.size("q")).isEqualTo(1);
    }

    private RedisQueueStore store(Map<String, Object> transportOptions) {
        return open(redis.url(), transportOptions);
    }

    private RedisQueueStore open(String url, Map<String, Object> transportOptions) {
        RedisQueueStore store = new RedisQueueStore(
                BrokerUrl.parse(url), BrokerOptions.defaults().withTransportOptions(transportOptions));
        opened.add(store);
        return store;
    }

    /** Waits; answers when it ended. */
    private static long await(RedisQueueStore store, List<String> queues) {
        try {
            store.await(queues, Duration.ofSeconds(10));
            return Clock.system().nanoTime();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Push push(String queue, int priority, String body) {
        Message message =
                new Message(body.getBytes(UTF_8), "text/plain", "utf-8", Map.of(), Map.of("priority", priority));
        return new Push(
                queue,
                priority,
                Envelope.encode(message, "", queue, UUID.randomUUID().toString()));
    }

    private static List<String> bodies(List<Claim> claims) {
        return claims.stream()
                .map(claim ->
                        new String(Envelope.decode(claim.envelope()).message().body(), UTF_8))
                .toList();
    }
}
