package dev.lovage.binding;

import dev.lovage.messaging.LovageException;
import org.jspecify.annotations.Nullable;

/** A value can't be written into a message. The message says which value, of which class, why, and what to do. */
public class UnencodableException extends LovageException {

    private static final long serialVersionUID = 1L;

    public UnencodableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
