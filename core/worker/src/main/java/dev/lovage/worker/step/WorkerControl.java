package dev.lovage.worker.step;

import dev.lovage.messaging.Clock;
import dev.lovage.settings.Settings;
import java.util.concurrent.CompletionStage;

/** The worker itself, as its steps see it. There before any step is asked whether it is enabled. Thread-safe. */
public interface WorkerControl {

    /** The worker's node name: {@code worker@host}. */
    String hostname();

    Settings settings();

    /** Where the worker's time comes from. */
    Clock clock();

    /**
     * Has tasks run with the code as it is now: a new generation of children takes over, and what runs is finished in the old one.
     * Returns at once; the log says how it went.
     *
     * @return completes on any thread when the new code serves; exceptionally with a {@link
     *     dev.lovage.messaging.LovageException} that says why when the old one goes on, because the new one can't be loaded or the
     *     pool can't load code again, or when no tasks are run
     */
    CompletionStage<Void> renew();

    /** Asks it to stop as the first TERM does: what runs is finished. Returns at once. */
    void stop();

    /** Asks it to stop now: what runs is ended and given back. Returns at once. */
    void stopNow();
}
