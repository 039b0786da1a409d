package dev.lovage;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method a task: a worker that is given its class runs it, callers call it by its name.
 *
 * <p>The name is {@link #name} if given; else {@code namespace.method} in a class with {@link TaskNamespace}; else
 * {@code fully.qualified.Class.method}. What is not given here follows the settings.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Task {

    /** The name on the wire. */
    String name() default "";

    /** Older names that a worker still accepts. */
    String[] aliases() default {};

    /** The queue that calls go to ({@code task_default_queue}). */
    String queue() default "";

    /** Whether its message is acknowledged after it ran, so that a crash runs it again ({@code task_acks_late}). */
    boolean[] acksLate() default {};

    /** Whether its result is dropped ({@code task_ignore_result}). */
    boolean[] ignoreResult() default {};

    /** Whether the state STARTED is stored when it begins ({@code task_track_started}). */
    boolean[] trackStarted() default {};

    /** The serializer of its messages ({@code task_serializer}). */
    String serializer() default "";

    /** The priority of its messages; -1 for none ({@code task_default_priority}). */
    int priority() default -1;

    /**
     * After which a run of it is ended for sure: seconds, or with a unit such as {@code 5m} ({@code task_time_limit}); {@code 0} for
     * no limit, whatever the setting says.
     */
    String timeLimit() default "";

    /**
     * After which a run of it is asked to stop, by a {@link SoftTimeLimitExceeded} that it can catch: as in {@link #timeLimit}
     * ({@code task_soft_time_limit}).
     */
    String softTimeLimit() default "";
}
