package dev.lovage.worker;

import java.time.Duration;
import java.util.OptionalLong;

/** Notices that somebody else than the autoscaler has changed the size of the pool, and has it left alone for a keep-alive. */
final class HandChange {

    private final long keepAliveNanos;
    /** The size that the pool has when nobody else changes it. */
    private int expected;
    /** When another one was noticed. */
    private OptionalLong noticed = OptionalLong.empty();

    HandChange(Duration keepAlive) {
        this.keepAliveNanos = keepAlive.toNanos();
    }

    /** The autoscaler takes the pool to have this size: what was set by hand is over. */
    void expect(int size) {
        expected = size;
        noticed = OptionalLong.empty();
    }

    /** Whether the present size was set by hand and is to be left alone. */
    boolean holds(int size, long now) {
        if (size != expected) {
            expected = size;
            noticed = OptionalLong.of(now);
        }
        return noticed.isPresent() && now - noticed.getAsLong() < keepAliveNanos;
    }
}
