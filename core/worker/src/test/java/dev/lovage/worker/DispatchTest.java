package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.codec.Serializers;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What becomes of one message, step by step, on a clock of its own. */
class DispatchTest {

    private final World world = new World(1);
    private final WorkerLoop loop = new WorkerLoop(world, failure -> {
        throw new AssertionError(failure);
    });
    private final List<Request> submitted = new ArrayList<>();
    private final List<Publication> published = new ArrayList<>();
    private final List<TaskResult> stored = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private final Map<String, RuntimeException> refusals = new HashMap<>();
    private final Logger lovage = (Logger) LoggerFactory.getLogger("lovage");
    private int window;
    private boolean extended;
    private boolean acksOnFailure = true;
    private boolean rerunsLost = true;
    private int ahead;

    @BeforeEach
    void beQuiet() {
        lovage.setLevel(Level.OFF);
        world.add(loop);
    }

    @AfterEach
    void speakAgain() {
        lovage.setLevel(null);
    }

    private Policy policy(boolean brokerCounts) {
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

    private TaskConsumer consumer(boolean brokerCounts) {
        Policy policy = policy(brokerCounts);
        Reservations reservations = new Reservations();
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
                loop,
                policy,
                gates,
                catalog,
                reservations,
                completion,
                notes,
                log,
                new Recorder(),
                held -> window = held);
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

    private static Map<String, Object> headers(String task) {
        Map<String, Object> headers = new HashMap<>();
        headers.put("id", "id1");
        headers.put("task", task);
        return headers;
    }

    private static Map<String, Object> headers(String task, String id) {
        Map<String, Object> headers = headers(task);
        headers.put("id", id);
        return headers;
    }

    private Delivery delivery(String body, Map<String, Object> headers, int count) {
        Message message = new Message(
                body.getBytes(StandardCharsets.UTF_8),
                "application/json",
                "utf-8",
                headers,
                Map.of("expiration", "60000", "reply_to", "there"));
        return new TestDelivery(message, count, story);
    }

    private void pass(Duration span) {
        world.run(span);
    }

    private void outcome(TaskConsumer consumer, Outcome outcome) {
        consumer.onOutcome(submitted.get(submitted.size() - 1).slot(), outcome);
        consumer.onIdle(1);
        pass(Duration.ofMillis(10));
    }

    private static Outcome succeeded(List<Publication> followUps) {
        return new Outcome.Succeeded(
                "4".getBytes(StandardCharsets.UTF_8), followUps, List.of("c1"), Duration.ofMillis(5));
    }

    @Test
    void aLateTaskPublishesStoresAndThenAcknowledges() {
        TaskConsumer consumer = consumer(true);
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 0));
        pass(Duration.ofMillis(10));
        outcome(consumer, succeeded(List.of(Publication.toQueue("celery", ModelPool.bare(Map.of("id", "next"))))));
        assertThat(story).containsExactly("run", "publish", "store SUCCESS", "ack");
        assertThat(stored.get(0).children()).hasToString("[[[c1, null], null]]");
        assertThat(submitted.get(0).hardLimit()).contains(Duration.ofMinutes(1));
    }

    @Test
    void anEarlyTaskIsAcknowledgedJustBeforeItRuns() {
        TaskConsumer consumer = consumer(true);
        consumer.onDelivery(delivery("[[],{},{}]", headers("early"), 0));
        pass(Duration.ofMillis(10));
        outcome(consumer, new Outcome.Lost("signal 9 (SIGKILL)", Optional.of(137), Duration.ZERO));
        assertThat(story).containsExactly("ack", "run", "store FAILURE");
        assertThat(new String(stored.get(0).value(), StandardCharsets.UTF_8))
                .contains("WorkerLostError", "billiard.exceptions", "Worker exited prematurely: signal 9 (SIGKILL)");
    }

    @Test
    void aTaskBeyondItsHardLimitIsAcknowledgedAsAFailureIs() {
        TaskConsumer consumer = consumer(true);
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 0));
        pass(Duration.ofMillis(10));
        outcome(consumer, TimeLimits.exceeded(Duration.ofMinutes(1), Duration.ofMinutes(1)));
        assertThat(story).containsExactly("run", "store FAILURE", "ack");
        assertThat(new String(stored.get(0).value(), StandardCharsets.UTF_8))
                .contains("TimeLimitExceeded", "billiard.exceptions", "[60]");
    }

    @Test
    void aTaskBeyondItsHardLimitIsRejectedWhereFailuresAreNotAcknowledged() {
        acksOnFailure = false;
        TaskConsumer consumer = consumer(true);
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 0));
        pass(Duration.ofMillis(10));
        outcome(consumer, TimeLimits.exceeded(Duration.ofMinutes(1), Duration.ofMinutes(1)));
        assertThat(story).containsExactly("run", "store FAILURE", "reject");
    }

    @Test
    void theNearestWordOnLimitsWins() {
        TaskConsumer consumer = consumer(true);
        consumer.onCatalog(List.of(
                limited("says-nothing", Optional.empty(), Optional.empty()),
                limited("says", Optional.of(Duration.ofSeconds(20)), Optional.of(Duration.ofSeconds(30))),
                limited("wants-none", Optional.empty(), Optional.of(Duration.ZERO))));
        consumer.onIdle(4);
        for (String task : List.of("says-nothing", "says", "wants-none")) {
            consumer.onDelivery(delivery("[[],{},{}]", headers(task), 0));
        }
        Map<String, Object> call = headers("says");
        call.put("timelimit", java.util.Arrays.asList(5, 2.5));
        consumer.onDelivery(delivery("[[],{},{}]", call, 0));
        pass(Duration.ofMillis(10));
        assertThat(submitted)
                .extracting(Request::hardLimit)
                .containsExactly(
                        Optional.of(Duration.ofMinutes(1)),
                        Optional.of(Duration.ofSeconds(30)),
                        Optional.empty(),
                        Optional.of(Duration.ofSeconds(5)));
        assertThat(submitted)
                .extracting(Request::softLimit)
                .containsExactly(
                        Optional.empty(),
                        Optional.of(Duration.ofSeconds(20)),
                        Optional.empty(),
                        Optional.of(Duration.ofMillis(2500)));
    }

    @Test
    void limitsThatWillNotBeAsTheyWereAskedForAreSaidAtTheStart() {
        List<CatalogEntry> tasks = List.of(
                limited("fine", Optional.of(Duration.ofSeconds(1)), Optional.empty()),
                limited("late", Optional.of(Duration.ofSeconds(90)), Optional.empty()));
        Policy policy = policy(true);
        assertThat(LimitAdvice.of(policy, Set.of(Pool.Ability.KILL, Pool.Ability.CHECK_LOOPS), tasks))
                .singleElement()
                .asString()
                .contains("is never reached, for late.");
        assertThat(LimitAdvice.of(policy, Set.of(), tasks))
                .hasSize(3)
                .anyMatch(line -> line.startsWith("Soft time limits are heard in this pool only where"))
                .anyMatch(line -> line.startsWith("Hard time limits in this pool interrupt"));
    }

    private static CatalogEntry limited(String name, Optional<Duration> soft, Optional<Duration> hard) {
        return new CatalogEntry(name, name + "()", Optional.empty(), Optional.empty(), Optional.empty(), soft, hard);
    }

    @Test
    void aTaskIsNotRunBeforeItsTime() {
        TaskConsumer consumer = consumer(true);
        Map<String, Object> headers = headers("late");
        headers.put("eta", world.now().plusSeconds(30).toString());
        consumer.onDelivery(delivery("[[],{},{}]", headers, 0));
        pass(Duration.ofSeconds(29));
        assertThat(story).isEmpty();
        assertThat(window).isEqualTo(1);
        pass(Duration.ofSeconds(2));
        assertThat(story).containsExactly("run");
        assertThat(window).isZero();
    }

    @Test
    void aTaskThatExpiredIsRevoked() {
        TaskConsumer consumer = consumer(true);
        Map<String, Object> headers = headers("late");
        headers.put("expires", world.now().minusSeconds(1).toString());
        consumer.onDelivery(delivery("[[],{},{}]", headers, 0));
        pass(Duration.ofSeconds(1));
        assertThat(story).containsExactly("store REVOKED", "ack");
        assertThat(new String(stored.get(0).value(), StandardCharsets.UTF_8)).contains("TaskRevokedError", "expired");
    }

    @Test
    void aSmallMessageOfProtocol1IsUnderstood() {
        TaskConsumer consumer = consumer(true);
        String body = "{\"task\": \"late\", \"id\": \"old1\", \"args\": [2, 2], \"kwargs\": {}}";
        consumer.onDelivery(delivery(body, Map.of(), 0));
        pass(Duration.ofMillis(10));
        assertThat(submitted).extracting(Request::id).containsExactly("old1");
        assertThat(submitted).extracting(Request::task).containsExactly("late");
    }

    @Test
    void whatTheBrokerCountedIsCountedAsStrikes() {
        TaskConsumer consumer = consumer(true);
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 2));
        pass(Duration.ofMillis(10));
        assertThat(story).containsExactly("run");
        consumer.onDelivery(delivery("[[], {},{}]", headers("late"), 3));
        pass(Duration.ofMillis(10));
        assertThat(story).containsExactly("run", "publish", "store FAILURE", "ack");
        assertThat(published.get(0).routingKey()).isEqualTo("lovage.dead");
        assertThat(published.get(0).message().headers())
                .containsEntry("lovage-dead-reason", "poison")
                .containsEntry("id", "id1");
        assertThat(published.get(0).message().properties())
                .containsEntry("reply_to", "there")
                .doesNotContainKey("expiration");
    }

    @Test
    void whereTheBrokerDoesNotCountTheMessageItselfDoes() {
        TaskConsumer consumer = consumer(false);
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 1));
        pass(Duration.ofMillis(10));
        assertThat(story).containsExactly("publish", "ack");
        assertThat(published.get(0).routingKey()).isEqualTo("celery");
        assertThat(published.get(0).message().headers()).containsEntry("lovage-strikes", 1);
    }

    @Test
    void aLostRunIsCountedInTheMessageBeforeTheOldOneIsForgotten() {
        TaskConsumer consumer = consumer(true);
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 0));
        pass(Duration.ofMillis(10));
        outcome(consumer, new Outcome.Lost("exitcode 3", Optional.of(3), Duration.ZERO));
        assertThat(story).containsExactly("run", "publish", "ack");
        assertThat(published.get(0).message().headers()).containsEntry("lovage-strikes", 1);
    }

    @Test
    void aRedeliveryOfWhatIsRunningJoinsIt() {
        TaskConsumer consumer = consumer(true);
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 0));
        pass(Duration.ofMillis(10));
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 1));
        pass(Duration.ofMillis(10));
        outcome(consumer, succeeded(List.of()));
        assertThat(story).containsExactly("run", "store SUCCESS", "ack", "ack");
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 1));
        pass(Duration.ofMillis(10));
        assertThat(story).containsExactly("run", "store SUCCESS", "ack", "ack", "ack");
    }

    @Test
    void theSameIdSentTwiceRunsTwice() {
        TaskConsumer consumer = consumer(true);
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 0));
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 0));
        pass(Duration.ofMillis(10));
        assertThat(story).containsExactly("run", "run");
    }

    @Test
    void aResultThatIsRefusedForGoodIsReplacedByAnErrorThatSaysSo() {
        TaskConsumer consumer = consumer(true);
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 0));
        pass(Duration.ofMillis(10));
        refusals.put("SUCCESS", new IllegalArgumentException("too large"));
        outcome(consumer, succeeded(List.of()));
        refusals.put("SUCCESS", new IllegalArgumentException("too large"));
        pass(Duration.ofMillis(200));
        refusals.put("SUCCESS", new IllegalArgumentException("too large"));
        pass(Duration.ofSeconds(3));
        assertThat(story).containsExactly("run", "store FAILURE", "ack");
        assertThat(new String(stored.get(0).value(), StandardCharsets.UTF_8))
                .contains("BackendStoreError", "too large");
    }

    @Test
    void aRejectedMessageGoesBackAfterAPauseThatGrows() {
        TaskConsumer consumer = consumer(true);
        Outcome rejected = new Outcome.Rejected(true, "not now", Duration.ZERO);
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 0));
        pass(Duration.ofMillis(10));
        outcome(consumer, rejected);
        assertThat(story).containsExactly("run");
        pass(Duration.ofMillis(150));
        assertThat(story).containsExactly("run", "requeue");
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 0));
        pass(Duration.ofMillis(10));
        outcome(consumer, rejected);
        pass(Duration.ofMillis(150));
        assertThat(story).containsExactly("run", "requeue", "run");
        pass(Duration.ofMillis(150));
        assertThat(story).containsExactly("run", "requeue", "run", "requeue");
    }

    @Test
    void aRejectedMessageGoesBackAtOnceWhenTheWorkerStops() {
        TaskConsumer consumer = consumer(true);
        Outcome rejected = new Outcome.Rejected(true, "not now", Duration.ZERO);
        for (String id : List.of("before", "after")) {
            consumer.onDelivery(delivery("[[],{},{}]", headers("late", id), 0));
        }
        pass(Duration.ofMillis(10));
        consumer.onOutcome(submitted.get(0).slot(), rejected);
        pass(Duration.ofMillis(10));
        assertThat(story).containsExactly("run", "run");
        CompletionStage<Void> drained = consumer.drain();
        pass(Duration.ofMillis(10));
        assertThat(story).containsExactly("run", "run", "requeue");
        consumer.onOutcome(submitted.get(1).slot(), rejected);
        pass(Duration.ofMillis(10));
        assertThat(story).containsExactly("run", "run", "requeue", "requeue");
        assertThat(drained.toCompletableFuture()).isCompleted();
    }

    @Test
    void aLostTaskThatIsNotRunAgainIsRejectedWhereFailuresAreNotAcknowledged() {
        acksOnFailure = false;
        rerunsLost = false;
        TaskConsumer consumer = consumer(true);
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 0));
        pass(Duration.ofMillis(10));
        outcome(consumer, new Outcome.Lost("signal 9", Optional.of(137), Duration.ZERO));
        assertThat(story).containsExactly("run", "store FAILURE", "reject");
    }

    @Test
    void aPoolGetsItsNextRequestsAheadButNoneThatExpiresOrIsAcknowledgedEarly() {
        ahead = 2;
        TaskConsumer consumer = consumer(true);
        for (String id : List.of("a", "b", "c")) {
            consumer.onDelivery(delivery("[[],{},{}]", headers("late", id), 0));
        }
        pass(Duration.ofMillis(10));
        assertThat(submitted).hasSize(3);
        submitted.subList(0, 2).forEach(request -> consumer.onStarted(request.slot(), 4711));
        pass(Duration.ofMillis(10));
        assertThat(consumer.load(2)).isEqualTo(new Autoscaler.Snapshot(2, 2, 1));
        Map<String, Object> expires = headers("late", "d");
        expires.put("expires", world.now().plusSeconds(60).toString());
        consumer.onDelivery(delivery("[[],{},{}]", expires, 0));
        consumer.onDelivery(delivery("[[],{},{}]", headers("early", "e"), 0));
        pass(Duration.ofMillis(10));
        assertThat(submitted).hasSize(3);
        assertThat(story).doesNotContain("ack");
        consumer.onOutcome(submitted.get(0).slot(), succeeded(List.of()));
        consumer.onIdle(1);
        consumer.onOutcome(submitted.get(1).slot(), succeeded(List.of()));
        consumer.onIdle(1);
        pass(Duration.ofMillis(10));
        assertThat(submitted).extracting(Request::id).containsExactly("a", "b", "c", "d");
    }

    @Test
    void whatTheBrokerHasAgainIsNotBegun() {
        TaskConsumer consumer = consumer(true);
        List<TestDelivery> waiting = new ArrayList<>();
        for (String id : List.of("a", "b", "lost", "kept")) {
            TestDelivery delivery = (TestDelivery) delivery("[[],{},{}]", headers("late", id), 0);
            waiting.add(delivery);
            consumer.onDelivery(delivery);
        }
        pass(Duration.ofMillis(10));
        waiting.get(2).gone().set(true);
        waiting.get(3).gone().set(true);
        // The broker has handed it out again, to us.
        consumer.onDelivery(delivery("[[],{},{}]", headers("late", "kept"), 1));
        pass(Duration.ofMillis(10));
        for (Request request : List.copyOf(submitted)) {
            consumer.onOutcome(request.slot(), succeeded(List.of()));
            consumer.onIdle(1);
        }
        pass(Duration.ofMillis(10));
        assertThat(submitted).extracting(Request::id).containsExactly("a", "b", "kept");
    }

    @Test
    void aPoolThatCanRunNothingGetsNothingWhileMessagesAreStillComing() {
        ahead = 2;
        TaskConsumer consumer = consumer(true);
        consumer.onDegraded("no child");
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 0));
        consumer.onIdle(1);
        pass(Duration.ofMillis(10));
        assertThat(submitted).isEmpty();
        assertThat(story).containsExactly("requeue");
        consumer.onRecovered();
        consumer.onDelivery(delivery("[[],{},{}]", headers("late", "next"), 0));
        pass(Duration.ofMillis(10));
        assertThat(submitted).hasSize(1);
    }

    @Test
    void aMessageThatIsGivenBackAgainAndAgainIsNotBlamed() {
        Map<String, Object> headers = headers("late");
        for (int restart = 1; restart <= 10; restart++) {
            TaskConsumer consumer = consumer(true);
            Map<String, Object> eta = new HashMap<>(headers);
            eta.put("eta", world.now().plusSeconds(600).toString());
            consumer.onDelivery(delivery("[[],{},{}]", eta, 1));
            pass(Duration.ofMillis(10));
            consumer.drain();
            pass(Duration.ofMillis(10));
            assertThat(story).containsExactly("publish", "ack");
            assertThat(published.get(0).routingKey()).isEqualTo("celery");
            headers = new HashMap<>(published.get(0).message().headers());
            assertThat(headers).containsEntry("lovage-returns", restart).containsEntry("lovage-strikes", 0);
            story.clear();
            published.clear();
        }
    }

    @Test
    void anOversizeMessageIsBuriedUnread() {
        TaskConsumer consumer = consumer(true);
        consumer.onDelivery(delivery("[" + " ".repeat(1000) + "]", headers("late"), 0));
        pass(Duration.ofMillis(10));
        assertThat(story).containsExactly("publish", "store FAILURE", "ack");
        assertThat(published.get(0).message().headers()).containsEntry("lovage-dead-reason", "oversize");
    }

    @Test
    void extendedResultsTellWhatWasCalled() {
        extended = true;
        TaskConsumer consumer = consumer(true);
        consumer.onDelivery(delivery("[[2, 2],{\"k\": 1},{}]", headers("late"), 0));
        pass(Duration.ofMillis(10));
        outcome(consumer, succeeded(List.of()));
        Map<String, String> texts = stored.get(0).extended().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue())));
        assertThat(texts)
                .containsEntry("name", "late")
                .containsEntry("args", "[2, 2]")
                .containsEntry("kwargs", "{k=1}")
                .containsEntry("worker", "w1@here")
                .containsEntry("retries", "0")
                .containsEntry("queue", "celery");
    }

    @Test
    void startedIsStoredBeforeTheEndIs() {
        TaskConsumer consumer = consumer(true);
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 0));
        pass(Duration.ofMillis(10));
        consumer.onStarted(submitted.get(0).slot(), 4711);
        outcome(consumer, succeeded(List.of()));
        assertThat(stored).extracting(TaskResult::state).containsExactly(TaskState.STARTED, TaskState.SUCCESS);
        assertThat(new String(stored.get(0).value(), StandardCharsets.UTF_8)).contains("4711", "w1@here");
    }

    @Test
    void whatWaitsForASlotIsBuriedWhenItsTaskGoes() {
        TaskConsumer consumer = consumer(true);
        for (String id : List.of("a", "b", "c")) {
            Map<String, Object> headers = new HashMap<>(headers("late"));
            headers.put("id", id);
            consumer.onDelivery(delivery("[[],{},{}]", headers, 0));
        }
        pass(Duration.ofMillis(10));
        assertThat(story).containsExactly("run", "run");
        consumer.onCatalog(Script.CATALOG.stream()
                .filter(entry -> entry.name().equals("early"))
                .toList());
        consumer.onIdle(1);
        pass(Duration.ofMillis(10));
        assertThat(story).containsExactly("run", "run", "publish", "store FAILURE", "ack");
        assertThat(published.get(0).message().headers())
                .containsEntry("lovage-dead-reason", "unknown-task")
                .containsEntry("id", "c");
    }

    @Test
    void whatNewCodeHasNoTaskForIsBuriedToo() {
        TaskConsumer consumer = consumer(true);
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 0));
        pass(Duration.ofMillis(10));
        outcome(
                consumer,
                new Outcome.Failed(
                        "{}".getBytes(StandardCharsets.UTF_8),
                        "NotRegistered: late",
                        "",
                        Outcome.Cause.UNREGISTERED,
                        List.of(),
                        List.of(),
                        Duration.ZERO));
        assertThat(story).containsExactly("run", "publish", "store FAILURE", "ack");
        assertThat(published.get(0).message().headers()).containsEntry("lovage-dead-reason", "unknown-task");
    }

    /** How long after now each next run begins that is told of. */
    private List<Duration> tellOfNextRun(TaskConsumer consumer) {
        List<Duration> told = new ArrayList<>();
        Instant asked = world.now();
        loop.execute(() -> consumer.onNextRun(began -> told.add(Duration.between(asked, began))));
        return told;
    }

    @Test
    void theNextRequestIsToldWhenItHasBeenRun() {
        TaskConsumer consumer = consumer(true);
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 0));
        pass(Duration.ofMillis(10));
        List<Duration> told = tellOfNextRun(consumer);
        outcome(consumer, succeeded(List.of()));
        assertThat(told).isEmpty();
        consumer.onDelivery(delivery("[[],{},{}]", headers("late", "taken back"), 0));
        pass(Duration.ofMillis(10));
        outcome(consumer, new Outcome.NotBegun("recalled"));
        assertThat(told).isEmpty();
        Map<String, Object> headers = new HashMap<>(headers("late"));
        headers.put("id", "next");
        consumer.onDelivery(delivery("[[],{},{}]", headers, 0));
        pass(Duration.ofSeconds(1));
        consumer.onStarted(submitted.get(2).slot(), 4711);
        pass(Duration.ofSeconds(1));
        consumer.onOutcome(submitted.get(2).slot(), succeeded(List.of()));
        pass(Duration.ofSeconds(1));
        assertThat(told).hasSize(1);
        assertThat(told.get(0)).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1100));
    }

    @Test
    void oneThatWaitedInThePoolIsTheNextAsWell() {
        TaskConsumer consumer = consumer(true);
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 0));
        pass(Duration.ofMillis(10));
        List<Duration> told = tellOfNextRun(consumer);
        pass(Duration.ofSeconds(1));
        consumer.onStarted(submitted.get(0).slot(), 4711);
        pass(Duration.ofSeconds(1));
        consumer.onOutcome(submitted.get(0).slot(), succeeded(List.of()));
        pass(Duration.ofSeconds(1));
        assertThat(told).hasSize(1);
        assertThat(told.get(0)).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1100));
    }

    @Test
    void aRequestThatNeverBeganIsNotTheNextOneThatIsRun() {
        TaskConsumer consumer = consumer(true);
        pass(Duration.ofMillis(10));
        List<Duration> told = tellOfNextRun(consumer);
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 0));
        pass(Duration.ofSeconds(1));
        consumer.onOutcome(submitted.get(0).slot(), new Outcome.NotBegun("the worker takes it back"));
        consumer.onIdle(1);
        pass(Duration.ofSeconds(1));
        assertThat(told).isEmpty();
        Map<String, Object> headers = new HashMap<>(headers("late"));
        headers.put("id", "next");
        consumer.onDelivery(delivery("[[],{},{}]", headers, 0));
        pass(Duration.ofSeconds(1));
        long slot = submitted.get(submitted.size() - 1).slot();
        consumer.onStarted(slot, 4711);
        pass(Duration.ofSeconds(1));
        consumer.onOutcome(slot, succeeded(List.of()));
        pass(Duration.ofSeconds(1));
        assertThat(told).hasSize(1);
        assertThat(told.get(0)).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3100));
    }
}
