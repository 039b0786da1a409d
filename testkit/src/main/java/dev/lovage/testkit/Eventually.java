package dev.lovage.testkit;

import dev.lovage.messaging.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for something that shall become true, and says what did not. */
public final class Eventually {

    private Eventually() {}

    /** Returns as soon as the condition holds; fails with {@code what} when it does not in time. */
    public static void until(Duration timeout, String what, BooleanSupplier condition) {
        Clock clock = Clock.system();
        long deadline = clock.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (clock.nanoTime() - deadline > 0) {
                throw new AssertionError("Not within " + timeout.toMillis() + " ms: " + what);
            }
            try {
                clock.sleep(Duration.ofMillis(2));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("Interrupted while waiting: " + what, e);
            }
        }
    }
}
