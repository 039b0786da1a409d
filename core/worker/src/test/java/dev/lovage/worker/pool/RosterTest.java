package dev.lovage.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.lovage.worker.pool.RosterModel.Weather;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The decisions about children, against thousands of stories of what may happen to them; {@code -Dlovage.seed=N} tells one. */
class RosterTest {

    private static final Weather CALM = new Weather(400, 20, false);
    private static final int SEEDS = Integer.getInteger("rosters", 2_000);

    @Test
    void eachRequestIsToldOnceAndThePoolComesBackToItsSizeWhateverHappens() {
        String seed = System.getProperty("lovage.seed");
        if (seed != null) {
            story(Long.parseLong(seed));
            return;
        }
        long recycles = 0;
        long waited = 0;
        long cameBack = 0;
        for (long each = 1; each <= SEEDS; each++) {
            try {
                RosterModel model = story(each);
                recycles += model.recycles;
                waited += model.waited;
                cameBack += model.cameBack;
            } catch (AssertionError | RuntimeException e) {
                fail("Seed " + each + " (replay with -Dlovage.seed=" + each + "): " + e.getMessage(), e);
            }
        }
        System.out.println("roster: " + SEEDS + " seeds, " + recycles + " children replaced, " + waited
                + " requests waited in a child, " + cameBack + " came back");
        assertThat(recycles).isGreaterThan(20_000);
        assertThat(waited).isGreaterThan(10_000);
        assertThat(cameBack).isGreaterThan(100);
    }

    private static RosterModel story(long seed) {
        Random random = new Random(seed);
        int slots = 1 + random.nextInt(5);
        int maxTasks = random.nextInt(4);
        Weather weather = new Weather(
                50 + random.nextInt(600), 1 + random.nextInt(random.nextBoolean() ? 300 : 4), random.nextInt(4) > 0);
        RosterModel model = new RosterModel(seed, slots, maxTasks, weather);
        model.ahead(random.nextInt(3));
        for (int i = 0; i < 30; i++) {
            model.run(Duration.ofMillis(random.nextInt(800)), random.nextInt(5) > 0);
            if (random.nextInt(3) == 0) {
                model.mishap();
            }
            if (random.nextInt(6) == 0) {
                slots = 1 + random.nextInt(6);
                model.resize(slots);
            }
            if (random.nextInt(8) == 0) {
                model.renew();
            }
            if (random.nextInt(8) == 0) {
                model.recall();
            }
        }
        model.weather(CALM);
        model.run(Duration.ofMinutes(3), false);
        if (!model.finished) {
            assertThat(model.open()).as("requests that were never told").isEmpty();
            assertThat(model.idle()).as("idle slots").isEqualTo(slots);
            assertThat(model.waitingRenewals()).as("renewals without an end").isEmpty();
            assertThat(model.alive()).as("children").isBetween(slots, 2 * slots);
            assertThat(model.degraded).isEqualTo(model.recovered);
        }
        end(model, random.nextBoolean());
        return model;
    }

    private static void end(RosterModel model, boolean busy) {
        model.run(Duration.ofMillis(100), busy);
        if (busy) {
            model.terminate();
        } else {
            model.stop();
        }
        model.run(Duration.ofMinutes(1), false);
        assertThat(model.finished).as("finished").isTrue();
        assertThat(model.open()).isEmpty();
        assertThat(model.waitingRenewals()).isEmpty();
        assertThat(model.alive()).isZero();
    }

    @Test
    void nothingIsLostOrDoubledOverTwentyThousandReplacements() {
        RosterModel model = new RosterModel(7, 4, 1, CALM);
        while (model.recycles < 20_000) {
            model.run(Duration.ofMinutes(1), true);
        }
        model.run(Duration.ofMinutes(1), false);
        assertThat(model.open()).isEmpty();
        assertThat(model.lost()).isZero();
        assertThat(model.returned()).isZero();
        assertThat(model.done).isEqualTo(model.begun);
        assertThat(model.mostAlive)
                .as("four in seats, four that stand by, and those that leave")
                .isLessThanOrEqualTo(12);
    }

    @Test
    void aSeatNeverWaitsWhenTasksTakeAsLongAsAStart() {
        for (int task : new int[] {20, 50, 200}) {
            int limit = 100;
            int unlimited = throughput(0, task);
            int limited = throughput(limit, task);
            assertThat((double) limited / unlimited)
                    .as("of the throughput with tasks of %d ms", task)
                    .isGreaterThan(0.97);
        }
    }

    private static int throughput(int maxTasks, int task) {
        RosterModel model = new RosterModel(3, 2, maxTasks, new Weather(400, task, false));
        model.run(Duration.ofSeconds(5), true);
        int before = model.done;
        model.run(Duration.ofMinutes(2), true);
        return model.done - before;
    }

    @Test
    void whenNoChildCanBeStartedThePoolSaysSoOnceGivesBackWhatItHasAndTriesOn() {
        RosterModel model = new RosterModel(5, 2, 0, CALM);
        model.run(Duration.ofSeconds(5), true);
        model.broken = true;
        model.catastrophe();
        model.run(Duration.ofMinutes(2), true);
        assertThat(model.degraded).isEqualTo(1);
        assertThat(model.recovered).isZero();
        assertThat(model.open()).isEmpty();
        assertThat(model.idle()).isLessThanOrEqualTo(0);
        model.broken = false;
        model.run(Duration.ofMinutes(1), false);
        assertThat(model.recovered).isEqualTo(1);
        assertThat(model.idle()).isEqualTo(2);
    }

    @Test
    void aSlotThatServesIsReasonEnoughToGoOn() {
        RosterModel model = new RosterModel(5, 1, 0, CALM);
        model.run(Duration.ofSeconds(5), false);
        model.broken = true;
        model.resize(3);
        model.run(Duration.ofMinutes(2), true);
        assertThat(model.degraded).isZero();
        int before = model.done;
        model.run(Duration.ofSeconds(10), true);
        assertThat(model.done).isGreaterThan(before);
    }

    /** Such as the system's killer of processes that need too much memory. */
    @Test
    void anAccidentOfTheFirstChildOfNewCodeRefusesItOnlyAtTheThirdTime() {
        RosterModel model = new RosterModel(5, 2, 0, CALM);
        model.run(Duration.ofSeconds(5), true);
        model.broken = true;
        model.renew();
        while (model.recycles < 2) {
            model.run(Duration.ofMillis(10), true);
        }
        model.broken = false;
        model.run(Duration.ofSeconds(5), true);
        assertThat(model.refused).isZero();
        assertThat(model.serving()).isEqualTo(2);
        int before = model.recycles;
        model.broken = true;
        model.renew();
        model.run(Duration.ofMinutes(1), true);
        assertThat(model.refused).isEqualTo(1);
        assertThat(model.serving()).isEqualTo(2);
        assertThat(model.recycles - before).isEqualTo(3);
        assertThat(model.degraded).isZero();
    }
}
