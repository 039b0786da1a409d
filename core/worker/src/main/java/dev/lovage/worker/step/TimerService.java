package dev.lovage.worker.step;

import java.time.Duration;

/**
 * Does things later, or again and again, for steps: off the worker's loop, one thing after the other on a thread that all steps
 * share. What takes long belongs on a thread of the step's own. Thread-safe.
 *
 * <p>What an action throws is logged; a repeated one is done again all the same. Nothing is done after the worker's timer has
 * stopped.
 */
public interface TimerService {

    /** Does something once after a span. */
    Scheduled callAfter(Duration span, Runnable action);

    /** Does something over and over, a span after the last time ended; the first time after one span. */
    Scheduled callRepeatedly(Duration span, Runnable action);

    /** Something that is going to be done. */
    interface Scheduled {

        /** Sees to it that it is not done again. What is being done now goes on. */
        void cancel();
    }
}
