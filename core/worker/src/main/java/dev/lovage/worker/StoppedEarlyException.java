package dev.lovage.worker;

import dev.lovage.messaging.LovageException;

/** A worker was asked to stop before it had started. */
final class StoppedEarlyException extends LovageException {

    private static final long serialVersionUID = 1L;

    StoppedEarlyException() {
        super("The worker was asked to stop before it was ready");
    }
}
