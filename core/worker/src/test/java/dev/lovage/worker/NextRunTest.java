package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When the next request that begins has been run is told, once: how soon changed code runs. */
class NextRunTest extends DispatchFixture {

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
