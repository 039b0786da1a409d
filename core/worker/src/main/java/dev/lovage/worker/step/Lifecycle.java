package dev.lovage.worker.step;

/**
 * A part that runs for as long as the worker does.
 *
 * <p>Both methods are called by the thread that starts and stops the worker and may block it.
 */
public interface Lifecycle {

    /** Begins. What it began before it threw, it must have ended itself. */
    void start();

    /** Ends, and returns when it has. Called at most once, and only after a start that did not throw. */
    void stop();

    /** A part that has nothing to start or stop: its step only hands over a service. */
    Lifecycle NONE = of(() -> {}, () -> {});

    /** A part made of two actions. */
    static Lifecycle of(Runnable start, Runnable stop) {
        return new Lifecycle() {
            @Override
            public void start() {
                start.run();
            }

            @Override
            public void stop() {
                stop.run();
            }
        };
    }
}
