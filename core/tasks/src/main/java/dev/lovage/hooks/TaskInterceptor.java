package dev.lovage.hooks;

import org.jspecify.annotations.Nullable;

/**
 * Around the running of each task, in the process and on the thread that runs it, with {@code TaskContext.current()} there. It may
 * change the arguments, replace the result or leave the task out; what it throws is the task's failure.
 *
 * <p>Several threads at once in a pool of threads.
 */
@FunctionalInterface
public interface TaskInterceptor {

    /**
     * Runs a task, by handing it on at most once.
     *
     * @return the result, plain data; usually what {@link Chain#proceed} returned
     * @throws Throwable what the task threw, or the interceptor itself
     */
    @Nullable
    Object around(RunningTask task, Chain chain) throws Throwable;

    /** What is next: another interceptor, or the task. */
    interface Chain {

        /**
         * Runs the rest; the call may be a changed one.
         *
         * @return the result, plain data
         * @throws Throwable what the task threw
         */
        @Nullable
        Object proceed(RunningTask task) throws Throwable;
    }
}
