package dev.lovage.messaging.codec;

import dev.lovage.messaging.LovageException;
import org.jspecify.annotations.Nullable;

/** Bytes are not what they claim to be, or too much of it. Its message is one line, and quotes a short token at most. */
public class DecodeException extends LovageException {

    private static final long serialVersionUID = 1L;

    private static final int MAX_REASON = 300;

    private final String place;
    private final String reason;

    /** At {@code place} ({@code byte 17}, {@code line 1 column 5}) because of {@code reason}. */
    public DecodeException(String codec, String place, String reason) {
        this(codec, place, reason, null);
    }

    public DecodeException(String codec, String place, String reason, @Nullable Throwable cause) {
        super("Can't decode " + codec + " at " + place + ": " + tame(reason), cause);
        this.place = place;
        this.reason = tame(reason);
    }

    /** Parsers quote what they can't read: nothing long, and nothing that a terminal obeys, may come from a message. */
    private static String tame(String reason) {
        String line = reason.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= MAX_REASON ? line : line.substring(0, MAX_REASON) + "…";
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
