package dev.lovage.wire;

import dev.lovage.messaging.codec.IsoTime;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.Temporal;

/** Moments in task messages and results: ISO 8601, where one without an offset means the app's own timezone. */
public final class WireTime {

    private WireTime() {}

    /** As Celery writes it: {@code 2024-02-29T12:30:45.123456+00:00}. */
    public static String format(OffsetDateTime time) {
        return IsoTime.format(time);
    }

    /**
     * The moment that {@code eta} or {@code expires} names.
     *
     * @param zone taken for a text without an offset
     * @throws MalformedTaskException when it is no ISO 8601
     */
    public static OffsetDateTime parse(String text, ZoneId zone) {
        Temporal time = check("time", text);
        return time instanceof OffsetDateTime moment
                ? moment
                : ((LocalDateTime) time).atZone(zone).toOffsetDateTime();
    }

    static Temporal check(String name, String text) {
        try {
            return IsoTime.parseDateTime(text);
        } catch (DateTimeException e) {
            throw new MalformedTaskException("'" + name + "' is no ISO 8601 date and time: " + e.getMessage());
        }
    }
}
