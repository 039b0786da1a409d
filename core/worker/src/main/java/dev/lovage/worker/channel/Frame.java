package dev.lovage.worker.channel;

import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import dev.lovage.results.TaskResult;
import dev.lovage.worker.CatalogEntry;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One message between a pool and a child JVM. */
public sealed interface Frame {

    /** The version of the format, told in {@link Join}; both ends come from one installation, so it only guards mix-ups. */
    int VERSION = 1;

    /**
     * Parent to child, on its standard input: how to join, and what to run.
     *
     * @param token proves to the parent that the process that joins is this child
     * @param applications what the user named with {@code -A}, in order
     * @param includes further class names
     * @param classPath where the user's classes are, beside those of applications that are jars or folders
     * @param settings the settings that tasks may see, with no secret among them
     */
    record Setup(
            byte[] token,
            String socket,
            List<String> applications,
            List<String> includes,
            List<String> classPath,
            Map<String, String> settings,
            long maxResultBytes,
            String hostname,
            Optional<String> replyTo)
            implements Frame {

        @Override
        public String toString() {
            return "Setup[" + socket + ", " + applications + "]";
        }
    }

    /** Child to parent, first of all. */
    record Join(int version, byte[] token, long pid) implements Frame {

        @Override
        public String toString() {
            return "Join[version=" + version + ", pid=" + pid + "]";
        }
    }

    /** Child to parent: the application is loaded, these are its tasks, the child is idle. */
    record Hello(List<CatalogEntry> catalog, Map<String, String> settings) implements Frame {}

    /**
     * Child to parent: the application can't be loaded; the child ends.
     *
     * @param lasting whether the code itself is at fault; else an initializer threw, which may go well at another time
     */
    record Unloadable(String reason, boolean lasting) implements Frame {}

    /** Parent to child: run this, after those sent before. */
    record Run(Request request) implements Frame {}

    /**
     * Child to parent: it ended so.
     *
     * @param last whether the child takes no more and ends
     */
    record Done(long slot, Outcome outcome, boolean last) implements Frame {}

    /** Child to parent: a running task reports a state of its own. */
    record Progress(long slot, String state, byte[] value) implements Frame {}

    /** Parent to child: give this request back, unless it has begun. */
    record Recall(long slot) implements Frame {}

    /** Child to parent: a request that was recalled, and is not run here. */
    record Returned(long slot) implements Frame {}

    /** Parent to child: end when idle. */
    record Stop() implements Frame {}

    /** Child to parent: publish this for a task. */
    record Publish(long call, Publication publication) implements Frame {}

    /** Child to parent: declare this queue for a task. */
    record Declare(long call, Queue queue) implements Frame {}

    /** Child to parent: a question about a result. */
    record Ask(long call, Question question, String taskId) implements Frame {}

    /** Child to parent: the answer to a call is no longer wanted. */
    record Forget(long call) implements Frame {}

    /** Parent to child: a call is done; the result is what was asked for, if it was found. */
    record Answer(long call, Optional<TaskResult> result) implements Frame {}

    /** Parent to child: a call failed. */
    record Failure(long call, Kind kind, String message) implements Frame {}

    /** What a child asks of a result. */
    enum Question {
        /** What is stored now. */
        FETCH,
        /** The result when it is ready. */
        WHEN_READY,
        /** To remove it. */
        REMOVE
    }

    /** How a call failed, so that the child throws what the parent caught. */
    enum Kind {
        UNROUTABLE,
        TIMEOUT,
        UNAVAILABLE,
        BROKER,
        OTHER
    }
}
