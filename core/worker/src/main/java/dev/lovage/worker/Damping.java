package dev.lovage.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Turns what a rule wants from second to second into a size that does not flap: it grows at most twofold at a time, and shrinks
 * to the most that was wanted during the last keep-alive.
 *
 * <p>So a size that was left downwards was not wanted for a whole keep-alive, and each step from a size to the next is taken
 * upwards at most once in that time: in a time T no more than {@code (max - min) * (1 + T / keepAlive)} slots are started,
 * whatever the rule says.
 */
final class Damping {

    private final long keepAliveNanos;
    /** What was wanted during the last keep-alive and could still be the most of it: sizes fall from first to last. */
    private final Deque<Wish> wishes = new ArrayDeque<>();

    private record Wish(long at, int size) {}

    Damping(Duration keepAlive) {
        this.keepAliveNanos = keepAlive.toNanos();
    }

    /** The size to have now. */
    int next(int size, int wanted, long now) {
        hold(wanted, now);
        if (wanted > size) {
            return (int) Math.min(wanted, 2L * size);
        }
        return Math.min(size, wishes.element().size());
    }

    /** Takes a size as wanted without asking what follows from it. */
    void hold(int size, long now) {
        while (!wishes.isEmpty() && wishes.getLast().size() <= size) {
            wishes.removeLast();
        }
        wishes.add(new Wish(now, size));
        while (now - wishes.element().at() >= keepAliveNanos && wishes.size() > 1) {
            wishes.remove();
        }
    }
}
