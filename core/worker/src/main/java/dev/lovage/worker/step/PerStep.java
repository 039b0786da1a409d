package dev.lovage.worker.step;

/** A service of which each step gets a part of its own, which ends with the step. Whoever asks for the service gets that. */
public interface PerStep<T> {

    /** The part of a step; one that is {@link AutoCloseable} is closed just before the step stops, or when it failed to start. */
    T forStep(Bootstep step);
}
