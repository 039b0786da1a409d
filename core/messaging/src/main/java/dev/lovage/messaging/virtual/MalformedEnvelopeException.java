package dev.lovage.messaging.virtual;

import dev.lovage.messaging.LovageException;

/** An entry of a queue is no envelope. */
public class MalformedEnvelopeException extends LovageException {

    private static final long serialVersionUID = 1L;

    public MalformedEnvelopeException(String reason) {
        super(reason);
    }
}
