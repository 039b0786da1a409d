package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowTest {

    private static Window window(int multiplier, int slots) {
        return new Window(slots, count -> multiplier * count, Runnable::run);
    }

    @Test
    void itFollowsTheSizeOfThePool() {
        Window window = window(4, 2);
        assertThat(window.size()).isEqualTo(8);
        window.slots(3);
        assertThat(window.size()).isEqualTo(12);
    }

    @Test
    void whatWaitsForItsTimeDoesNotCount() {
        Window window = window(1, 2);
        window.hold(5);
        assertThat(window.size()).isEqualTo(7);
    }

    @Test
    void aPoolThatMayGrowHasRoomForTwiceItsSlots() {
        Window window = window(1, 1);
        window.most(6);
        assertThat(window.size()).isEqualTo(2);
        window.slots(2);
        assertThat(window.size()).isEqualTo(4);
        window.slots(4);
        assertThat(window.size()).as("not more than it may have slots").isEqualTo(6);
        window.slots(6);
        assertThat(window.size()).isEqualTo(6);
        window.slots(1);
        assertThat(window.size()).isEqualTo(2);
    }

    @Test
    void theLargerOfBothCounts() {
        Window window = window(4, 1);
        window.most(6);
        assertThat(window.size()).isEqualTo(4);
        window.slots(8);
        assertThat(window.size()).isEqualTo(32);
    }
}
