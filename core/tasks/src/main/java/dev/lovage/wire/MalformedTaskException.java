package dev.lovage.wire;

import dev.lovage.messaging.LovageException;

/** A message can be read, but is not the message of a task. */
public class MalformedTaskException extends LovageException {

    private static final long serialVersionUID = 1L;

    public MalformedTaskException(String message) {
        super(message);
    }
}
