package dev.lovage;

import dev.lovage.messaging.LovageException;
import dev.lovage.wire.ExceptionMeta;
import org.jspecify.annotations.Nullable;

/**
 * A task failed where it ran. Carries what the other side said of the failure; its printed cause is the remote
 * traceback.
 *
 * <p>The remote exception's class is never looked up: it may be Python's, or one that this program should not touch.
 */
public class TaskFailedException extends LovageException {

    private static final long serialVersionUID = 1L;

    private final String taskId;
    private final String remoteType;
    private final String remoteModule;
    private final String remoteMessage;
    private final String remoteTraceback;

    public TaskFailedException(String taskId, ExceptionMeta meta, String traceback) {
        super("Task " + taskId + " failed: " + meta.summary(), remote(traceback));
        this.taskId = taskId;
        this.remoteType = meta.type();
        this.remoteModule = meta.module();
        this.remoteMessage =
                meta.message().size() == 1 ? String.valueOf(meta.message().get(0)) : rest(meta);
        this.remoteTraceback = traceback;
    }

    /** The id of the call. */
    public String taskId() {
        return taskId;
    }

    /**
     * The name of the exception's class, without its module or package: {@code ValueError}, {@code
     * IllegalStateException}.
     */
    public String remoteType() {
        return remoteType;
    }

    /** The module or package of the exception's class: {@code builtins}, {@code java.lang}. */
    public String remoteModule() {
        return remoteModule;
    }

    /** The exception's message. */
    public String remoteMessage() {
        return remoteMessage;
    }

    /** The traceback or stack trace as the worker stored it; empty when it stored none. */
    public String remoteTraceback() {
        return remoteTraceback;
    }

    private static String rest(ExceptionMeta meta) {
        return meta.message().isEmpty() ? "" : meta.message().toString();
    }

    private static @Nullable Throwable remote(String traceback) {
        return traceback.isBlank() ? null : new RemoteTraceback(traceback);
    }

    /** The text of a traceback, printed where a cause is. */
    private static final class RemoteTraceback extends Exception {

        private static final long serialVersionUID = 1L;

        RemoteTraceback(String text) {
            super("remote traceback:\n" + text.strip(), null, false, false);
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }
}
