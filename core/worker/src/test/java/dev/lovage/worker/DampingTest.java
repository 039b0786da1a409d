package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DampingTest {

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

    private final Damping damping = new Damping(KEEP_ALIVE);

    @Test
    void itGrowsTwofoldAtMost() {
        damping.hold(2, seconds(0));
        assertThat(damping.next(2, 10, seconds(1))).isEqualTo(4);
        assertThat(damping.next(4, 10, seconds(2))).isEqualTo(8);
        assertThat(damping.next(8, 10, seconds(3))).isEqualTo(10);
    }

    @Test
    void itShrinksToTheMostThatWasWantedInTheKeepAlive() {
        damping.hold(10, seconds(0));
        assertThat(damping.next(10, 1, seconds(1))).isEqualTo(10);
        assertThat(damping.next(10, 6, seconds(10))).isEqualTo(10);
        assertThat(damping.next(10, 2, seconds(29))).isEqualTo(10);
        assertThat(damping.next(10, 2, seconds(30))).isEqualTo(6);
        assertThat(damping.next(6, 2, seconds(39))).isEqualTo(6);
        assertThat(damping.next(6, 2, seconds(40))).isEqualTo(2);
    }

    @Test
    void whatWasHeldMeanwhileCountsAsWanted() {
        damping.hold(10, seconds(0));
        damping.hold(10, seconds(60));
        assertThat(damping.next(10, 2, seconds(61))).isEqualTo(10);
        assertThat(damping.next(10, 2, seconds(90))).isEqualTo(2);
    }

    @Test
    void noRuleCanHaveMoreSlotsStartedThanTheBound() {
        for (long seed = 1; seed <= 2000; seed++) {
            Random random = new Random(seed);
            int max = 1 + random.nextInt(20);
            int min = 1 + random.nextInt(max);
            int size = min;
            int starts = 0;
            int length = 60 + random.nextInt(600);
            int pace = 1 + random.nextInt(40);
            int wanted = min;
            Damping one = new Damping(KEEP_ALIVE);
            one.hold(size, seconds(0));
            for (int second = 1; second <= length; second++) {
                wanted = random.nextInt(pace) == 0 ? min + random.nextInt(max - min + 1) : wanted;
                int next = one.next(size, wanted, seconds(second));
                starts += Math.max(0, next - size);
                size = next;
                assertThat(size).isBetween(min, max);
            }
            assertThat(starts).as("seed %s", seed).isLessThanOrEqualTo((max - min) * (1 + length / 30));
        }
    }

    private static long seconds(int count) {
        return Duration.ofSeconds(count).toNanos();
    }
}
