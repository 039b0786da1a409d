package dev.lovage.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerUrl;
import dev.lovage.messaging.Brokers;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.Exchange;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import dev.lovage.messaging.SubscribeOptions;
import dev.lovage.messaging.codec.JsonSerializer;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.ResultBackendOptions;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import dev.lovage.results.rpc.RpcResultBackendProvider;
import dev.lovage.testkit.CeleryPeer;
import dev.lovage.testkit.Eventually;
import dev.lovage.testkit.Inbox;
import dev.lovage.testkit.RabbitServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With real Celery and kombu on the same RabbitMQ. */
@Timeout(180)
final class CeleryInteropTest {

    private static final JsonSerializer JSON = new JsonSerializer();
    private static RabbitServer server;
    private static Broker broker;
    private static ResultBackend results;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        server = RabbitServer.start();
        broker = Brokers.open(server.url(), BrokerOptions.defaults());
        results = new RpcResultBackendProvider()
                .open(
                        List.of(BrokerUrl.parse("rpc://")),
                        new ResultBackendOptions(
                                Duration.ofDays(1),
                                false,
                                false,
                                ZoneOffset.UTC,
                                Map.of(),
                                () -> broker,
                                Clock.system()));
    }

    @AfterAll
    static void stop() {
        results.close();
        broker.close();
        server.close();
    }

    @Test
    void celeryDeclaresConsumesAndRepliesWhereWeDid() throws Exception {
        broker.topology().declare(Queue.named("celery"));
        try (CeleryPeer peer = new CeleryPeer(server.url(), "rpc://")) {
            peer.startWorker(1, "solo");
            List<CompletableFuture<TaskResult>> sums = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                sums.add(call("tasks.add", List.of(i, i)));
            }
            CompletableFuture<TaskResult> failure = call("tasks.fail", List.of("boom æ"));
            for (int i = 0; i < 20; i++) {
                assertThat(JSON.decode(sums.get(i).get(60, TimeUnit.SECONDS).value())
                                .toString())
                        .isEqualTo(String.valueOf(2 * i));
            }
            TaskResult failed = failure.get(60, TimeUnit.SECONDS);
            assertThat(failed.state()).isEqualTo(TaskState.FAILURE);
            assertThat(JSON.decode(failed.value())).asString().contains("ValueError", "boom æ");
            assertThat(failed.traceback())
                    .hasValueSatisfying(text -> assertThat(text).contains("in fail"));
            broker.topology().declare(Queue.named("celery"));
            broker.topology().declare(new Exchange("celery.pidbox", Exchange.Type.FANOUT, false, false, Map.of()));
            broker.topology().declare(Exchange.topic("celeryev"));
        }
    }

    @Test
    void aCeleryClientHasItsRepliesFromUs() {
        AtomicInteger acknowledged = new AtomicInteger();
        try (CeleryPeer peer = new CeleryPeer(server.url(), "rpc://");
                var worker = broker.subscribe(
                        SubscribeOptions.of(List.of(Queue.named("celery")), 8),
                        delivery -> work(delivery, acknowledged))) {
            assertThat(worker.queues()).containsExactly("celery");
            assertThat(peer.run(Duration.ofSeconds(90), "echoes", "100")).isEqualTo("{\"sent\": 100, \"wrong\": []}");
            Eventually.until(Duration.ofSeconds(10), "all are acknowledged", () -> acknowledged.get() == 100);
        }
        assertThat(broker.topology().size("celery")).isZero();
    }

    /** What a worker does, without the worker: `mark` gives back its argument. */
    private static void work(Delivery delivery, AtomicInteger acknowledged) {
        List<?> body = (List<?>) requireNonNull(JSON.decode(delivery.message().body()));
        Object argument = ((List<?>) body.get(0)).get(0);
        TaskResult result =
                TaskResult.of(delivery.message().header("id").orElseThrow(), TaskState.SUCCESS, JSON.encode(argument));
        results.store(result, delivery.message().property("reply_to").orElse(""))
                .whenComplete((stored, failure) -> {
                    delivery.ack();
                    acknowledged.incrementAndGet();
                });
    }

    @Test
    void headersOfEveryTypeArriveFromKombu() throws Exception {
        peer("send", "types-in");
        Inbox inbox = new Inbox();
        try (var subscription = broker.subscribe(
                SubscribeOptions.of(List.of(Queue.of("types-in", Exchange.ANONYMOUS, "types-in")), 1), inbox)) {
            Delivery delivery = inbox.next();
            Map<String, Object> headers = new LinkedHashMap<>(delivery.message().headers());
            assertThat(headers.remove("bytes")).isEqualTo(new byte[] {-1, 0, -2});
            Map<String, Object> expected = new LinkedHashMap<>();
            expected.put("text", "héllo ✓");
            expected.put("int", -7);
            expected.put("big", 1L << 40);
            expected.put("float", 1.5);
            expected.put("yes", true);
            expected.put("no", false);
            expected.put("nothing", null);
            expected.put("list", Arrays.asList(1, "two", null, List.of(2.5, Map.of("deep", 1L << 33))));
            expected.put("map", Map.of("a", Map.of("b", Arrays.asList(null, true)), "empty", Map.of()));
            expected.put("decimal", 1.25);
            assertThat(headers).isEqualTo(expected);
            assertThat(delivery.message().properties())
                    .containsEntry("correlation_id", "c1")
                    .containsEntry("reply_to", "r1")
                    .containsEntry("expiration", "60000")
                    .containsEntry("priority", 3)
                    .containsEntry("delivery_mode", 2)
                    .containsEntry("type", "kind")
                    .containsEntry("app_id", "app")
                    .containsEntry("message_id", "m1");
            delivery.ack();
            assertThat(subscription.queues()).hasSize(1);
        }
    }

    @Test
    void headersOfEveryTypeArriveAtKombu() throws Exception {
        broker.topology().declare(Queue.of("types-out", Exchange.ANONYMOUS, "types-out"));
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("text", "héllo ✓");
        headers.put("long", 3L);
        headers.put("big", 1L << 40);
        headers.put("huge", java.math.BigInteger.TWO.pow(70));
        headers.put("float", 1.5);
        headers.put("nothing", null);
        headers.put("list", Arrays.asList(1, "two", null, Map.of("deep", true)));
        headers.put("bytes", new byte[] {-1, 0, -2});
        Message message = new Message(
                "{\"a\": 1}".getBytes(UTF_8),
                "application/json",
                "utf-8",
                headers,
                Map.of("correlation_id", "c1", "reply_to", "r1", "expiration", "60000", "priority", 3, "no_such", "x"));
        broker.publisher()
                .publish(Publication.toQueue("types-out", message))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        assertThat(peer("take", "types-out"))
                .isEqualTo("{\"body\": \"{\\\"a\\\": 1}\", \"content_encoding\": \"utf-8\", "
                        + "\"content_type\": \"application/json\", \"headers\": {\"big\": 1099511627776, "
                        + "\"bytes\": \"ff00fe\", \"float\": 1.5, \"huge\": \"1180591620717411303424\", "
                        + "\"list\": [1, \"two\", null, {\"deep\": true}], \"long\": 3, \"nothing\": null, "
                        + "\"text\": \"h\\u00e9llo \\u2713\"}, \"properties\": {\"correlation_id\": \"c1\", "
                        + "\"delivery_mode\": 2, \"expiration\": \"60000\", \"priority\": 3, \"reply_to\": \"r1\"}}");
    }

    private CompletableFuture<TaskResult> call(String task, List<Object> arguments) {
        String id = UUID.randomUUID().toString();
        Map<String, Object> embed = new LinkedHashMap<>();
        Message message = new Message(
                requireNonNull(JSON.encode(List.of(arguments, Map.of(), embed))),
                "application/json",
                "utf-8",
                Map.of("task", task, "id", id, "root_id", id, "lang", "py", "retries", 0),
                Map.of("correlation_id", id, "reply_to", results.replyTo().orElseThrow(), "delivery_mode", 2));
        CompletableFuture<TaskResult> ready = results.whenReady(id);
        broker.publisher()
                .publish(Publication.toQueue("celery", message))
                .toCompletableFuture()
                .join();
        return ready;
    }

    private String peer(String action, String queue) throws IOException, InterruptedException {
        Path script = folder.resolve("headers_peer.py");
        try (InputStream source = CeleryInteropTest.class.getResourceAsStream("headers_peer.py")) {
            Files.write(script, requireNonNull(source).readAllBytes());
        }
        Process process = new ProcessBuilder(
                        CeleryPeer.python().toString(), script.toString(), action, server.url(), queue)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
