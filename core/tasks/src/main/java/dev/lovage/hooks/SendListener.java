package dev.lovage.hooks;

/** Hears of the calls that an app sends. What it throws is logged and changes nothing. */
public interface SendListener {

    /** A call is going to be published, as interceptors left it. Celery's {@code before_task_publish}; on the sender's thread. */
    default void beforeTaskPublish(OutgoingTask task) {}

    /** The broker has a call. Celery's {@code after_task_publish}; on a thread of the broker, so it must not block. */
    default void afterTaskPublish(OutgoingTask task) {}
}
