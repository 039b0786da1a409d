package dev.lovage.worker;

import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.PublishTimeoutException;

/** Tells failures of the moment from those that would only repeat. */
final class Retryable {

    private Retryable() {}

    static boolean test(Throwable why) {
        return why instanceof BrokerUnavailableException || why instanceof PublishTimeoutException;
    }
}
