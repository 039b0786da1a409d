package dev.lovage.worker;

import dev.lovage.messaging.Publication;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a run of a task ended. Each case carries what is to be published, stored and settled because of it. */
public sealed interface Outcome {

    /** What it took to run. */
    Duration runtime();

    /**
     * The task returned.
     *
     * @param value the result, JSON text
     * @param followUps messages to publish before the result is stored
     * @param children the ids of the tasks that it called
     */
    record Succeeded(byte[] value, List<Publication> followUps, List<String> children, Duration runtime)
            implements Outcome {}

    /**
     * The task threw, or could not be run.
     *
     * @param value {@code exc_type}, {@code exc_message}, {@code exc_module} as JSON text
     * @param summary one line for the log: {@code IllegalStateException: no such customer}
     * @param traceback the stack trace as text
     * @param cause what kind of failure it is
     */
    record Failed(
            byte[] value,
            String summary,
            String traceback,
            Cause cause,
            List<Publication> followUps,
            List<String> children,
            Duration runtime)
            implements Outcome {}

    /** The task asked for its result not to be stored. */
    record Ignored(Duration runtime) implements Outcome {}

    /**
     * The task refused its message.
     *
     * @param requeue whether it goes back to its queue; otherwise its message is rejected: the end of it, unless the broker keeps such messages
     * @param reason one line for the log
     */
    record Rejected(boolean requeue, String reason, Duration runtime) implements Outcome {}

    /**
     * The process that ran it ended before it answered: nobody knows how far the task had come.
     *
     * @param how for people: {@code exitcode 7}, {@code signal 9 (SIGKILL)}
     * @param exitCode of the process; empty where there was no process of its own
     */
    record Lost(String how, Optional<Integer> exitCode, Duration runtime) implements Outcome {}

    /**
     * The pool could not begin it, so nothing has happened to it: it goes back to its queue, and counts as not tried.
     *
     * @param why for people
     */
    record NotBegun(String why) implements Outcome {

        @Override
        public Duration runtime() {
            return Duration.ZERO;
        }
    }

    /**
     * The pool was told to {@link Pool#cancel end} its run, for a reason that is not the task's: it goes back to its queue, and counts
     * as not tried.
     *
     * @param why for people
     */
    record Cancelled(String why, Duration runtime) implements Outcome {}

    /** Why a run failed. */
    enum Cause {
        /** The task's own exception. */
        EXCEPTION,
        /** The message's body could not be decoded, or has not the shape of a task. It goes to the dead queue. */
        UNDECODABLE,
        /** The arguments do not fit the task. */
        BAD_ARGUMENTS,
        /** The hard time limit. */
        TIME_LIMIT,
        /** The result could not be written. */
        UNENCODABLE,
        /** The code that was to run it has no such task, any more. It goes to the dead queue. */
        UNREGISTERED
    }
}
