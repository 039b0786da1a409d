package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.messaging.Publication;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What becomes of one message, step by step, on a clock of its own. */
class DispatchTest extends DispatchFixture {

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
}
