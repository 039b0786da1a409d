package dev.lovage.worker.channel;

import dev.lovage.messaging.LovageException;

/** The other end of a channel sent what is no frame, or one that is larger than allowed. */
public final class ChannelException extends LovageException {

    private static final long serialVersionUID = 1L;

    public ChannelException(String message) {
        super(message);
    }
}
