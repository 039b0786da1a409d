package dev.lovage.worker;

import java.util.List;
import java.util.Map;

/**
 * Runs requests. {@link #submit} and {@link #size} are called by the worker's loop only; what comes back is told to the
 * {@link Listener}, on any thread, and reaches the loop as an event.
 */
public interface Pool {

    /** Starts its slots; the listener is told as they become ready. Does not wait for them. */
    void start(Listener listener);

    /** Runs a request in an idle slot, now. The caller keeps count: it never submits more than there are idle slots. */
    void submit(Request request);

    /** How many slots it has, or shall have once all have started. */
    int size();

    /** Stops taking requests and ends when those running are done; tells {@link Listener#onStopped}. Does not wait. */
    void stop();

    /** Ends now, whatever runs; tells {@link Listener#onStopped}. Each running request is told as lost first. */
    void terminate();

    /** Hears what a pool has to say. */
    interface Listener {

        /** So many more slots can take a request. Told at start-up, after a replacement, and after each outcome. */
        void onIdle(int slots);

        /** The tasks that the pool can run; told before the first {@link #onIdle}. */
        void onCatalog(List<CatalogEntry> catalog);

        /**
         * What the application's code says of settings, as {@link dev.lovage.settings.Settings#code} has it; told before {@link
         * #onCatalog}. Holds secrets.
         */
        default void onSettings(Map<String, String> said) {}

        /** A request began to run, in the process of that id. */
        void onStarted(long slot, long pid);

        /** A request ended. Told exactly once for each request submitted. */
        void onOutcome(long slot, Outcome outcome);

        /** A running task reports a state of its own; {@code value} is JSON text. */
        void onProgress(long slot, String state, byte[] value);

        /** No slot can be started, after several tries; the pool tries on. */
        void onDegraded(String reason);

        /**
         * The application can't be loaded at all, for a reason of its own such as a compile error: the pool stops. Told before
         * {@link #onStopped}.
         */
        default void onUnloadable(String reason) {
            onDegraded(reason);
        }

        void onStopped();
    }
}
