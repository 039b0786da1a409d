package dev.lovage.worker;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.codec.Serializers;
import dev.lovage.results.TaskResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.slf4j.LoggerFactory;

/** A dispatcher and what it works with, on a clock of its own; everything that it does is written down. */
abstract class DispatchFixture {

    final World world = new World(1);
    final WorkerLoop loop = new WorkerLoop(world, failure -> {
        throw new AssertionError(failure);
    });
    final List<Request> submitted = new ArrayList<>();
    final List<Publication> published = new ArrayList<>();
    final List<TaskResult> stored = new ArrayList<>();
    final List<String> story = new ArrayList<>();
    final Map<String, RuntimeException> refusals = new HashMap<>();
    final Logger lovage = (Logger) LoggerFactory.getLogger("lovage");
    int window;
    boolean extended;
    boolean acksOnFailure = true;
    boolean rerunsLost = true;
    int ahead;
    final Pool pool = new Recorder();
    Reservations reservations = new Reservations();

    @BeforeEach
    void beQuiet() {
        lovage.setLevel(Level.OFF);
        world.add(loop);
    }

    @AfterEach
    void speakAgain() {
        lovage.setLevel(null);
    }

    Policy policy(boolean brokerCounts) {
        return new Policy(
                "w1@here",
                true,
                acksOnFailure,
                rerunsLost,
                false,
                false,
                false,
                extended,
                1000,
                8,
                brokerCounts,
                ZoneOffset.UTC,
                Optional.empty(),
                Optional.of(Duration.ofMinutes(1)));
    }

    TaskConsumer consumer(boolean brokerCounts) {
        Policy policy = policy(brokerCounts);
        reservations = new Reservations();
        TaskLog log = new TaskLog(world);
        Notes notes = new Notes(loop, policy, new Results(Optional.of(new Recording())), Serializers.standard());
        Completion completion = new Completion(
                loop,
                policy,
                reservations,
                publication -> {
                    story.add("publish");
                    published.add(publication);
                    return CompletableFuture.completedFuture(null);
                },
                notes,
                new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), new Random(1)),
                log);
        Catalog catalog = new Catalog();
        Gates gates = new Gates(policy, catalog, Serializers.standard());
        Dispatcher dispatcher = new Dispatcher(
                loop, policy, gates, catalog, reservations, completion, notes, log, pool, held -> window = held);
        TaskConsumer consumer = new TaskConsumer(loop, dispatcher, completion, reservations, log);
        consumer.onCatalog(Script.CATALOG);
        consumer.onIdle(2);
        return consumer;
    }

    private final class Recorder implements Pool {
        @Override
        public void start(Listener listener) {}

        @Override
        public void submit(Request request) {
            story.add("run");
            submitted.add(request);
        }

        @Override
        public int ahead() {
            return ahead;
        }

        @Override
        public void cancel(long slot, String why) {
            story.add("cancel");
        }

        @Override
        public int size() {
            return 2;
        }

        @Override
        public void stop() {}

        @Override
        public void terminate() {}
    }

    private final class Recording extends RecordingBackend {
        @Override
        CompletableFuture<Void> stored(TaskResult result) {
            RuntimeException refusal = refusals.remove(result.state().name());
            if (refusal != null) {
                return CompletableFuture.failedFuture(refusal);
            }
            story.add("store " + result.state());
            stored.add(result);
            return CompletableFuture.completedFuture(null);
        }
    }

    static Map<String, Object> headers(String task) {
        Map<String, Object> headers = new HashMap<>();
        headers.put("id", "id1");
        headers.put("task", task);
        return headers;
    }

    static Map<String, Object> headers(String task, String id) {
        Map<String, Object> headers = headers(task);
        headers.put("id", id);
        return headers;
    }

    Delivery delivery(String body, Map<String, Object> headers, int count) {
        Message message = new Message(
                body.getBytes(StandardCharsets.UTF_8),
                "application/json",
                "utf-8",
                headers,
                Map.of("expiration", "60000", "reply_to", "there"));
        return new TestDelivery(message, count, story);
    }

    void pass(Duration span) {
        world.run(span);
    }

    void outcome(TaskConsumer consumer, Outcome outcome) {
        consumer.onOutcome(submitted.get(submitted.size() - 1).slot(), outcome);
        consumer.onIdle(1);
        pass(Duration.ofMillis(10));
    }

    static Outcome succeeded(List<Publication> followUps) {
        return new Outcome.Succeeded(
                "4".getBytes(StandardCharsets.UTF_8), followUps, List.of("c1"), Duration.ofMillis(5));
    }
}
