package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.messaging.Publication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What becomes of a message that the broker hands out more than once. */
class RedeliveryTest extends DispatchFixture {

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

    /** A message that is being run while the broker takes it back. */
    private TestDelivery takenBackWhileItRuns(TaskConsumer consumer, int count) {
        TestDelivery delivery = (TestDelivery) delivery("[[],{},{}]", headers("late"), count);
        consumer.onDelivery(delivery);
        pass(Duration.ofMillis(10));
        consumer.onStarted(submitted.get(submitted.size() - 1).slot(), 4711);
        pass(Duration.ofMillis(10));
        story.clear();
        delivery.gone().set(true);
        return delivery;
    }

    private static Outcome withFollowUp() {
        return succeeded(List.of(Publication.toQueue("celery", ModelPool.bare(Map.of("id", "next")))));
    }

    @Test
    void aRunWhoseMessageTheBrokerHasAgainStoresAndPublishesNothing() {
        TaskConsumer consumer = consumer(true);
        takenBackWhileItRuns(consumer, 0);
        consumer.onProgress(submitted.get(0).slot(), "HALFWAY", new byte[0]);
        outcome(consumer, withFollowUp());
        assertThat(story).isEmpty();
        assertThat(consumer.unfinished()).isEqualTo(1);
        pass(Unclaimed.PATIENCE);
        assertThat(consumer.unfinished()).isZero();
        assertThat(story).containsExactly("requeue");
        // Nobody else has run it: it is not taken for one that was finished here.
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 1));
        pass(Duration.ofMillis(10));
        assertThat(story).containsExactly("requeue", "run");
    }

    @Test
    void whatCameOfItCountsWhenTheMessageComesBackHere() {
        TaskConsumer consumer = consumer(true);
        takenBackWhileItRuns(consumer, 0);
        outcome(consumer, withFollowUp());
        TestDelivery again = (TestDelivery) delivery("[[],{},{}]", headers("late"), 1);
        again.gone().set(true);
        consumer.onDelivery(again);
        pass(Duration.ofMillis(10));
        assertThat(story).isEmpty();
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 2));
        pass(Duration.ofMillis(10));
        assertThat(story).containsExactly("publish", "store SUCCESS", "ack", "ack", "ack");
        pass(Unclaimed.PATIENCE);
        assertThat(story).hasSize(5);
    }

    @Test
    void aLostRunIsNotSentAnewWhileTheBrokerHasItsMessage() {
        TaskConsumer consumer = consumer(true);
        takenBackWhileItRuns(consumer, 0);
        outcome(consumer, new Outcome.Lost("exitcode 3", Optional.of(3), Duration.ZERO));
        assertThat(story).isEmpty();
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 1));
        pass(Duration.ofMillis(10));
        assertThat(story).containsExactly("publish", "ack", "ack");
        assertThat(published.get(0).message().headers()).containsEntry("lovage-strikes", 1);
    }

    @Test
    void aStopWaitsForNoMessageToComeBack() {
        TaskConsumer consumer = consumer(true);
        takenBackWhileItRuns(consumer, 0);
        outcome(consumer, withFollowUp());
        CompletionStage<Void> drained = consumer.drain();
        pass(Duration.ofMillis(10));
        assertThat(drained.toCompletableFuture()).isCompleted();
        assertThat(story).containsExactly("requeue");
    }

    @Test
    void aRunThatEndsWhileTheWorkerStopsLeavesItToWhoeverHasTheMessage() {
        TaskConsumer consumer = consumer(true);
        takenBackWhileItRuns(consumer, 0);
        CompletionStage<Void> drained = consumer.drain();
        pass(Duration.ofMillis(10));
        assertThat(drained.toCompletableFuture()).isNotDone();
        outcome(consumer, withFollowUp());
        assertThat(drained.toCompletableFuture()).isCompleted();
        assertThat(story).containsExactly("requeue");
    }

    @Test
    void whatTheBrokerHasAgainIsNotGivenBackAsACopy() {
        TaskConsumer consumer = consumer(true);
        Map<String, Object> headers = headers("late");
        headers.put("eta", world.now().plusSeconds(600).toString());
        TestDelivery delivery = (TestDelivery) delivery("[[],{},{}]", headers, 1);
        consumer.onDelivery(delivery);
        pass(Duration.ofMillis(10));
        delivery.gone().set(true);
        consumer.drain();
        pass(Duration.ofMillis(10));
        assertThat(story).containsExactly("requeue");
    }

    @Test
    void aRunIsEndedWhenTheBrokerHasItsMessageAgain() {
        TaskConsumer consumer = consumer(true);
        loop.execute(new ClaimWatch(loop, reservations, pool)::start);
        takenBackWhileItRuns(consumer, 0);
        pass(Duration.ofMillis(1100));
        assertThat(story).containsExactly("cancel");
        outcome(consumer, new Outcome.Cancelled("lost", Duration.ZERO));
        assertThat(story).containsExactly("cancel", "requeue");
        assertThat(consumer.unfinished()).isZero();
    }

    @Test
    void oneThatCameBackHereIsNotEnded() {
        TaskConsumer consumer = consumer(true);
        loop.execute(new ClaimWatch(loop, reservations, pool)::start);
        takenBackWhileItRuns(consumer, 0);
        consumer.onDelivery(delivery("[[],{},{}]", headers("late"), 1));
        pass(Duration.ofSeconds(3));
        assertThat(story).isEmpty();
        outcome(consumer, succeeded(List.of()));
        assertThat(story).containsExactly("store SUCCESS", "ack", "ack");
    }

    /** The worker stood still, or its broker was away, for as long as the lease. */
    @Test
    void aRunInDoubtCountsWhenTheLeaseIsOursStill() {
        TaskConsumer consumer = consumer(true);
        TestDelivery delivery = takenBackWhileItRuns(consumer, 0);
        delivery.gone().set(false);
        delivery.doubt().set(true);
        outcome(consumer, withFollowUp());
        pass(Unclaimed.PATIENCE);
        assertThat(story).isEmpty();
        delivery.doubt().set(false);
        pass(Unclaimed.LOOK);
        assertThat(story).containsExactly("publish", "store SUCCESS", "ack");
    }

    @Test
    void aRunInDoubtCountsForNothingWhenTheLeaseIsLost() {
        TaskConsumer consumer = consumer(true);
        TestDelivery delivery = takenBackWhileItRuns(consumer, 0);
        delivery.gone().set(false);
        delivery.doubt().set(true);
        outcome(consumer, withFollowUp());
        consumer.drain();
        pass(Duration.ofMillis(10));
        assertThat(consumer.unfinished()).isEqualTo(1);
        delivery.gone().set(true);
        pass(Unclaimed.LOOK);
        assertThat(consumer.unfinished()).isZero();
        assertThat(story).containsExactly("requeue");
    }

    @Test
    void nothingInDoubtIsBegun() {
        ahead = 1;
        TaskConsumer consumer = consumer(true);
        List<TestDelivery> all = new ArrayList<>();
        for (String id : List.of("a", "b", "ahead", "here")) {
            TestDelivery delivery = (TestDelivery) delivery("[[],{},{}]", headers("late", id), 0);
            all.add(delivery);
            consumer.onDelivery(delivery);
        }
        pass(Duration.ofMillis(10));
        assertThat(submitted).extracting(Request::id).containsExactly("a", "b", "ahead");
        all.forEach(delivery -> delivery.doubt().set(true));
        assertThat(submitted).noneMatch(request -> request.held().getAsBoolean());
        consumer.onOutcome(submitted.get(2).slot(), new Outcome.NotBegun("in doubt"));
        consumer.onIdle(1);
        pass(Duration.ofMillis(10));
        assertThat(submitted).hasSize(3);
        all.get(3).doubt().set(false);
        all.get(3).gone().set(true);
        all.get(2).doubt().set(false);
        pass(Unclaimed.LOOK);
        assertThat(submitted).extracting(Request::id).containsExactly("a", "b", "ahead", "ahead");
        assertThat(submitted.get(3).held().getAsBoolean()).isTrue();
        all.get(2).gone().set(true);
        assertThat(submitted.get(3).held().getAsBoolean()).isFalse();
        consumer.onDelivery(delivery("[[],{},{}]", headers("late", "ahead"), 1));
        pass(Duration.ofMillis(10));
        assertThat(submitted.get(3).held().getAsBoolean())
                .as("it came here again")
                .isTrue();
    }
}
