package dev.lovage.messaging.codec;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Date and time states, as the methods of {@code datetime} pack them. */
final class PickleTime {

    private PickleTime() {}

    static Object dateTime(byte[] state, @Nullable ZoneOffset zone) {
        length(state, 10);
        LocalDateTime moment = LocalDateTime.of(date(state, 0x7f), clock(state, 4, 0xff));
        return zone == null ? moment : moment.atOffset(zone);
    }

    static Object date(byte[] state) {
        length(state, 4);
        return date(state, 0xff);
    }

    static Object time(byte[] state, @Nullable ZoneOffset zone) {
        length(state, 6);
        LocalTime time = clock(state, 0, 0x7f);
        return zone == null ? time : time.atOffset(zone);
    }

    /** The highest bit of the month tells which of two equal clock times in autumn is meant; an offset tells it better. */
    private static LocalDate date(byte[] state, int monthMask) {
        return LocalDate.of((state[0] & 0xff) << 8 | (state[1] & 0xff), state[2] & monthMask, state[3]);
    }

    private static LocalTime clock(byte[] state, int at, int hourMask) {
        int micros = (state[at + 3] & 0xff) << 16 | (state[at + 4] & 0xff) << 8 | (state[at + 5] & 0xff);
        return LocalTime.of(state[at] & hourMask, state[at + 1], state[at + 2], micros * 1000);
    }

    private static void length(byte[] state, int expected) {
        if (state.length != expected) {
            throw new IllegalArgumentException("a time of " + state.length + " bytes");
        }
    }
}
