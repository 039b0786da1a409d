package dev.lovage.worker;

/** How a worker stops: four stages, each less patient than the one before. A stop goes on to a later stage, never back. */
public enum Shutdown {
    /** It takes nothing more, gives back what has not begun, and finishes what runs, however long that takes. */
    WARM(0),
    /** The same, but for {@code worker_soft_shutdown_timeout} at most; then cold. */
    SOFT(0),
    /** What runs is ended. What is acknowledged late goes back to its queue. Takes three seconds at most. */
    COLD(1),
    /** It ends as it is. Brokers hand out again what it had in its hands. */
    HARD(1);

    private final int exitCode;

    Shutdown(int exitCode) {
        this.exitCode = exitCode;
    }

    /** What a program that is a worker exits with when it stopped so: 0 when all that ran was finished, else 1. */
    public int exitCode() {
        return exitCode;
    }
}
