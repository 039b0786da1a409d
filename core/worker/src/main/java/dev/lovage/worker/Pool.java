package dev.lovage.worker;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Runs requests. {@link #submit}, {@link #recall}, {@link #cancel}, {@link #resize} and {@link #renew} are called by the worker's loop only; what comes back is told to the
 * {@link Listener}, on any thread, and reaches the loop as an event.
 */
public interface Pool {

    /** Starts its slots; the listener is told as they become ready. Does not wait for them. */
    void start(Listener listener);

    /**
     * Runs a request in an idle slot, now, or in the next one that becomes idle. The caller keeps count: it never submits more than
     * there are idle slots and {@link #ahead} says.
     */
    void submit(Request request);

    /**
     * How many requests it takes beyond its idle slots, so that a slot need not wait for the worker's loop between two of them. They
     * belong to no slot until they begin.
     */
    default int ahead() {
        return 0;
    }

    /** Gives back the requests that have not begun, as {@link Outcome.NotBegun}, now or as soon as whoever has them has said so. */
    default void recall() {}

    /**
     * Ends the run of a request at once, and the process that it runs in; told as {@link Outcome.Cancelled}. Does nothing to one that does
     * not run.
     *
     * @throws UnsupportedOperationException without {@link Ability#KILL}
     */
    default void cancel(long slot, String why) {
        throw new UnsupportedOperationException("This pool can't end what runs");
    }

    /** How many slots it has, or shall have once all have started. */
    int size();

    /** What it can do beside running requests. What it can't is said by the worker when somebody asks for it. */
    default Set<Ability> abilities() {
        return Set.of();
    }

    /**
     * Has so many slots from now on. New ones start in the background and are told as idle; of those too many the idle ones end
     * at once, which is told as {@link Listener#onIdle} with a negative number, and the others after their request. Does not wait.
     *
     * @param slots at least 1
     * @throws UnsupportedOperationException without {@link Ability#RESIZE}
     */
    default void resize(int slots) {
        throw new UnsupportedOperationException("This pool keeps its size");
    }

    /**
     * Replaces every slot by one that has loaded the code as it is now: a new generation. It takes requests as soon as its first
     * slot is ready, and none of the old generation takes any from then on; what they run they finish. When the code can't be
     * loaded the old generation goes on. A second renewal overtakes one that is under way.
     *
     * @return completes on any thread when the first new slot is ready, after its catalog was told; exceptionally, with a {@link
     *     dev.lovage.messaging.LovageException} that says why, when the old code stays
     * @throws UnsupportedOperationException without {@link Ability#RENEW}
     */
    default CompletionStage<Void> renew() {
        throw new UnsupportedOperationException("This pool can't load code again");
    }

    /** Something that not every pool can do. */
    enum Ability {
        /** Ends a task for sure: hard limits, termination. */
        KILL,
        /** Brings a soft limit to a task that only computes. */
        CHECK_LOOPS,
        /** Replaces its children after so many tasks, or so much memory. */
        RECYCLE,
        /** Changes its size. */
        RESIZE,
        /** Loads code again. */
        RENEW
    }

    /** Stops taking requests and ends when those running are done; tells {@link Listener#onStopped}. Does not wait. */
    void stop();

    /**
     * Ends now, whatever runs; tells {@link Listener#onStopped}. Each running request is told as lost first. One that was not started
     * closes what it had opened; one that has stopped does nothing.
     */
    void terminate();

    /** Hears what a pool has to say. */
    interface Listener {

        /** Hears it and does nothing about it. */
        Listener SILENT = new Listener() {
            @Override
            public void onIdle(int slots) {}

            @Override
            public void onCatalog(List<CatalogEntry> catalog) {}

            @Override
            public void onStarted(long slot, long pid) {}

            @Override
            public void onOutcome(long slot, Outcome outcome) {}

            @Override
            public void onProgress(long slot, String state, byte[] value) {}

            @Override
            public void onDegraded(String reason) {}

            @Override
            public void onStopped() {}
        };

        /**
         * So many more slots can take a request, or, below zero, so many fewer. Told at start-up, after a replacement, after each
         * outcome, and after a change of size. A request submitted to a slot that went meanwhile is run by another one.
         */
        void onIdle(int slots);

        /** The tasks that the pool can run; told before the first {@link #onIdle}, and again after a renewal. */
        void onCatalog(List<CatalogEntry> catalog);

        /**
         * What the application's code says of settings, as {@link dev.lovage.settings.Settings#code} has it; told before {@link
         * #onCatalog}. Holds secrets.
         */
        default void onSettings(Map<String, String> said) {}

        /**
         * A process is going to be started for a slot, by {@code then}: on another thread, or on this one, when whoever wants to hear
         * of it has.
         */
        default void onCreating(Runnable then) {
            then.run();
        }

        /** Several things are told by that action, one after the other, on this thread: who hears them may wait for its end. */
        default void together(Runnable telling) {
            telling.run();
        }

        /** A request began to run, in the process of that id. */
        void onStarted(long slot, long pid);

        /** A request ended. Told exactly once for each request submitted. */
        void onOutcome(long slot, Outcome outcome);

        /** A running task reports a state of its own; {@code value} is JSON text. */
        void onProgress(long slot, String state, byte[] value);

        /** No slot can be started, after several tries; the pool tries on. */
        void onDegraded(String reason);

        /** A slot could be started again after {@link #onDegraded}. */
        default void onRecovered() {}

        /**
         * The application can't be loaded at all, for a reason of its own such as a compile error: the pool stops. Told before
         * {@link #onStopped}.
         */
        default void onUnloadable(String reason) {
            onDegraded(reason);
        }

        /** It broke, and runs nothing any more; what it was running is never told. Told before {@link #onStopped}. */
        default void onFailed(String reason) {
            onDegraded(reason);
        }

        void onStopped();
    }
}
