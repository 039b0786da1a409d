package dev.lovage.messaging.codec;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;

/** Writes dates and times into a pickle, packed as {@code datetime} packs them. */
final class PickleTimeWriter {

    private static final String MODULE = "datetime";
    private static final int DAY = 86_400;

    private final PickleWriter out;

    PickleTimeWriter(PickleWriter out) {
        this.out = out;
    }

    void write(Object data) {
        if (data instanceof OffsetDateTime moment) {
            dateTime(moment.toLocalDateTime());
            zone(moment.getOffset());
        } else if (data instanceof LocalDateTime moment) {
            dateTime(moment);
            out.call(1);
        } else if (data instanceof LocalDate day) {
            out.global(MODULE, "date");
            out.bytes(packed(day));
            out.call(1);
        } else if (data instanceof LocalTime clock) {
            out.global(MODULE, "time");
            out.bytes(packed(clock));
            out.call(1);
        } else if (data instanceof OffsetTime clock) {
            out.global(MODULE, "time");
            out.bytes(packed(clock.toLocalTime()));
            zone(clock.getOffset());
        } else {
            throw PickleWriter.unknown(data);
        }
    }

    private void dateTime(LocalDateTime moment) {
        byte[] state = new byte[10];
        System.arraycopy(packed(moment.toLocalDate()), 0, state, 0, 4);
        System.arraycopy(packed(moment.toLocalTime()), 0, state, 4, 6);
        out.global(MODULE, "datetime");
        out.bytes(state);
    }

    /** The second argument of the call that is being written, and the call. */
    private void zone(ZoneOffset offset) {
        int seconds = offset.getTotalSeconds();
        out.global(MODULE, "timezone");
        out.global(MODULE, "timedelta");
        out.whole(Math.floorDiv(seconds, DAY));
        out.whole(Math.floorMod(seconds, DAY));
        out.whole(0);
        out.call(3);
        out.call(1);
        out.call(2);
    }

    private static byte[] packed(LocalDate day) {
        int year = day.getYear();
        if (year < 1 || year > 9999) {
            throw new EncodeException("Can't pickle a date of year " + year + ": Python's range is 1 to 9999");
        }
        return new byte[] {(byte) (year >> 8), (byte) year, (byte) day.getMonthValue(), (byte) day.getDayOfMonth()};
    }

    private static byte[] packed(LocalTime clock) {
        int micros = clock.getNano() / 1000;
        return new byte[] {
            (byte) clock.getHour(),
            (byte) clock.getMinute(),
            (byte) clock.getSecond(),
            (byte) (micros >> 16),
            (byte) (micros >> 8),
            (byte) micros
        };
    }
}
