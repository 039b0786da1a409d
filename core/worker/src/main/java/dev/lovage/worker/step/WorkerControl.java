package dev.lovage.worker.step;

import dev.lovage.messaging.Clock;
import dev.lovage.settings.Settings;

/** The worker itself, as its steps see it. There before any step is asked whether it is enabled. Thread-safe. */
public interface WorkerControl {

    /** The worker's node name: {@code worker@host}. */
    String hostname();

    Settings settings();

    /** Where the worker's time comes from. */
    Clock clock();

    /** Asks it to stop as the first TERM does: what runs is finished. Returns at once. */
    void stop();

    /** Asks it to stop now: what runs is ended and given back. Returns at once. */
    void stopNow();
}
