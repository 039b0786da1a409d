package dev.lovage.hooks;

import java.util.concurrent.CompletionStage;

/**
 * Around the sending of each call of an app; may change its message, or refuse it by throwing: then the sender gets that.
 *
 * <p>Called on the sender's thread; several threads at once. With many calls sent together, all are intercepted before the first is
 * confirmed.
 */
@FunctionalInterface
public interface SendInterceptor {

    /**
     * Sends a call, by handing it on exactly once.
     *
     * @return completes when the broker has it; usually what {@link Chain#proceed} returned
     */
    CompletionStage<Void> send(OutgoingTask task, Chain chain);

    /** What is next: another interceptor, or the broker. */
    interface Chain {

        /** Hands the call on; it may be a changed one. */
        CompletionStage<Void> proceed(OutgoingTask task);
    }
}
