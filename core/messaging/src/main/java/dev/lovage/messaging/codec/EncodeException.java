package dev.lovage.messaging.codec;

import dev.lovage.messaging.LovageException;

/** A value has no form in a serialization. */
public class EncodeException extends LovageException {

    private static final long serialVersionUID = 1L;

    public EncodeException(String message) {
        super(message);
    }
}
