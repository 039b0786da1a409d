package dev.lovage.messaging.codec;

import dev.lovage.messaging.LovageException;
import org.jspecify.annotations.Nullable;

/** Bytes are not what they claim to be, or too much of it. Its message never quotes the body. */
public class DecodeException extends LovageException {

    private static final long serialVersionUID = 1L;

    private final String place;
    private final String reason;

    /** At {@code place} ({@code byte 17}, {@code line 1 column 5}) because of {@code reason}. */
    public DecodeException(String codec, String place, String reason) {
        this(codec, place, reason, null);
    }

    public DecodeException(String codec, String place, String reason, @Nullable Throwable cause) {
        super("Can't decode " + codec + " at " + place + ": " + reason, cause);
        this.place = place;
        this.reason = reason;
    }

    /** Where in the body. */
    public String place() {
        return place;
    }

    /** What is wrong there. */
    public String reason() {
        return reason;
    }
}
