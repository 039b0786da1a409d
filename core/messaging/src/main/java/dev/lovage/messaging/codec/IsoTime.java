package dev.lovage.messaging.codec;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.temporal.Temporal;

/**
 * ISO 8601 dates and times as Python writes them, and as leniently as Python reads them.
 *
 * <p>Written: {@code +00:00} and never {@code Z}; six digits after the second, or none. What is finer than a microsecond
 * is cut off. Read: {@code Z}, {@code +0000}, {@code +00}, any number of fraction digits, a blank for the {@code T}, or no
 * time at all. Errors are {@link DateTimeException}s.
 */
public final class IsoTime {

    private IsoTime() {}

    /** {@code 2024-02-29T12:30:45.123456+00:00} for OffsetDateTime, {@code 12:30:45} for LocalTime, and so on. */
    public static String format(Temporal time) {
        StringBuilder text = new StringBuilder(32);
        if (time instanceof OffsetDateTime moment) {
            date(moment.toLocalDate(), text);
            time(moment.toLocalTime(), text.append('T'));
            offset(moment.getOffset(), text);
        } else if (time instanceof LocalDateTime moment) {
            date(moment.toLocalDate(), text);
            time(moment.toLocalTime(), text.append('T'));
        } else if (time instanceof LocalDate day) {
            date(day, text);
        } else if (time instanceof LocalTime clock) {
            time(clock, text);
        } else if (time instanceof OffsetTime clock) {
            time(clock.toLocalTime(), text);
            offset(clock.getOffset(), text);
        } else {
            throw new DateTimeException(time.getClass().getName() + " is no date or time of plain data");
        }
        return text.toString();
    }

    /** An {@link OffsetDateTime}, or a {@link LocalDateTime} when the text names no offset. */
    public static Temporal parseDateTime(String text) {
        IsoScanner scanner = new IsoScanner(text);
        LocalDate date = scanner.date();
        if (scanner.atEnd()) {
            return date.atStartOfDay();
        }
        scanner.separator();
        LocalDateTime moment = date.atTime(scanner.time());
        if (scanner.atEnd()) {
            return moment;
        }
        ZoneOffset offset = scanner.offset();
        scanner.end();
        return moment.atOffset(offset);
    }

    /** A date; a time after it is ignored, as kombu does. */
    public static LocalDate parseDate(String text) {
        Temporal moment = parseDateTime(text);
        return moment instanceof OffsetDateTime aware ? aware.toLocalDate() : ((LocalDateTime) moment).toLocalDate();
    }

    /** An {@link OffsetTime}, or a {@link LocalTime} when the text names no offset. */
    public static Temporal parseTime(String text) {
        IsoScanner scanner = new IsoScanner(text);
        LocalTime time = scanner.time();
        if (scanner.atEnd()) {
            return time;
        }
        ZoneOffset offset = scanner.offset();
        scanner.end();
        return time.atOffset(offset);
    }

    private static void date(LocalDate date, StringBuilder text) {
        int year = date.getYear();
        if (year < 1 || year > 9999) {
            throw new DateTimeException("year " + year + " is out of Python's range of 1 to 9999");
        }
        two(year / 100, text);
        two(year % 100, text);
        two(date.getMonthValue(), text.append('-'));
        two(date.getDayOfMonth(), text.append('-'));
    }

    private static void time(LocalTime time, StringBuilder text) {
        two(time.getHour(), text);
        two(time.getMinute(), text.append(':'));
        two(time.getSecond(), text.append(':'));
        int micros = time.getNano() / 1000;
        if (micros != 0) {
            two(micros / 10_000, text.append('.'));
            two(micros / 100 % 100, text);
            two(micros % 100, text);
        }
    }

    private static void offset(ZoneOffset offset, StringBuilder text) {
        int seconds = Math.abs(offset.getTotalSeconds());
        text.append(offset.getTotalSeconds() < 0 ? '-' : '+');
        two(seconds / 3600, text);
        two(seconds / 60 % 60, text.append(':'));
        if (seconds % 60 != 0) {
            two(seconds % 60, text.append(':'));
        }
    }

    private static void two(int number, StringBuilder text) {
        text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
