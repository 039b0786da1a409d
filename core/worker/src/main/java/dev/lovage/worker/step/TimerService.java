package dev.lovage.worker.step;

import java.time.Duration;

/**
 * Does things later, or again and again, for steps: off the worker's loop, one thing after the other on a thread that all steps
 * share. What takes long belongs on a thread of the step's own. Thread-safe.
 *
 * <p>Each step gets one of its own from the context, which ends just before the step stops, or when it failed to start: what it
 * had planned is not done any more, what is being done is waited for, a second at most, and nothing new can be planned. What an
 * action throws is logged; a repeated one is done again all the same.
 */
public interface TimerService {

    /** Does something once after a span; soon when that is negative. Returns at once. */
    Scheduled callAfter(Duration span, Runnable action);

    /**
     * Does something over and over, a span after the last time ended; the first time after one span. Returns at once.
     *
     * @throws IllegalArgumentException when the span is not more than nothing
     */
    Scheduled callRepeatedly(Duration span, Runnable action);

    /** Something that is going to be done. */
    interface Scheduled {

        /** Sees to it that it is not done again. What is being done now goes on and is not waited for. */
        void cancel();
    }
}
