package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.worker.step.TimerService.Scheduled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a step plans, on the time of a simulated world. */
class PlansTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final World world = new World(1);
    private final WorkerLoop loop = new WorkerLoop(world, failure -> {});
    private final List<String> story = new ArrayList<>();
    private final Plans plans = new Plans("the step Test", PlansTest.class.getClassLoader(), loop, Runnable::run);

    @BeforeEach
    void runTheLoop() {
        world.add(loop);
    }

    @Test
    void aRepetitionGoesOnUntilItIsCancelled() {
        Scheduled ticking = plans.callRepeatedly(SECOND, () -> story.add("tick"));
        world.run(Duration.ofMillis(3500));
        ticking.cancel();
        world.run(Duration.ofSeconds(10));
        assertThat(story).containsExactly("tick", "tick", "tick");
        assertThat(loop.untilNextTimer()).as("nothing is kept").isEmpty();
    }

    @Test
    void nothingIsDoneAfterTheEnd() {
        plans.callRepeatedly(SECOND, () -> story.add("tick"));
        plans.callAfter(SECOND, () -> story.add("once"));
        plans.close();
        plans.callAfter(SECOND, () -> story.add("too late"));
        world.run(Duration.ofSeconds(10));
        assertThat(story).isEmpty();
        assertThat(loop.untilNextTimer()).isEmpty();
    }

    @Test
    void aCancelledOneIsNotKeptUntilItWouldBeDue() {
        loop.after(SECOND, () -> {});
        plans.callAfter(Duration.ofDays(1), () -> story.add("tomorrow")).cancel();
        Scheduled never = plans.callAfter(Duration.ofDays(1), () -> story.add("tomorrow"));
        loop.turn();
        assertThat(loop.timers()).isEqualTo(2);
        never.cancel();
        loop.turn();
        assertThat(loop.timers()).isEqualTo(1);
    }

    @Test
    void aRepetitionNeedsTimeInBetween() {
        assertThatThrownBy(() -> plans.callRepeatedly(Duration.ZERO, () -> story.add("hot")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A span between repetitions must be more than nothing, was PT0S");
    }
}
