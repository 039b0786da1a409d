package dev.lovage.messaging.codec;

import dev.lovage.messaging.LovageException;

/** A body's content type or compression is unknown here, or not accepted. */
public class ContentDisallowedException extends LovageException {

    private static final long serialVersionUID = 1L;

    public ContentDisallowedException(String message) {
        super(message);
    }
}
