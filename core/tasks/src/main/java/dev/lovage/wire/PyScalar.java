package dev.lovage.wire;

import dev.lovage.messaging.codec.PythonFloat;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Python's repr of plain data that is neither text, bytes, list nor map. */
final class PyScalar {

    private static final int DAY = 86_400;

    private PyScalar() {}

    static String repr(@Nullable Object data) {
        if (data == null) {
            return "None";
        }
        if (data instanceof Boolean truth) {
            return truth ? "True" : "False";
        }
        if (data instanceof Double || data instanceof Float) {
            return PythonFloat.repr((Number) data);
        }
        if (data instanceof BigDecimal) {
            return "Decimal('" + data + "')";
        }
        if (data instanceof UUID) {
            return "UUID('" + data + "')";
        }
        return data instanceof Number ? data.toString() : time(data);
    }

    private static String time(Object data) {
        if (data instanceof OffsetDateTime moment) {
            return dateTime(moment.toLocalDateTime()) + zone(moment.getOffset()) + ")";
        }
        if (data instanceof LocalDateTime moment) {
            return dateTime(moment) + ")";
        }
        if (data instanceof LocalDate day) {
            return "datetime.date(" + date(day) + ")";
        }
        if (data instanceof LocalTime clock) {
            return "datetime.time(" + clock(clock) + ")";
        }
        if (data instanceof OffsetTime clock) {
            return "datetime.time(" + clock(clock.toLocalTime()) + zone(clock.getOffset()) + ")";
        }
        return data.toString();
    }

    private static String dateTime(LocalDateTime moment) {
        return "datetime.datetime(" + date(moment.toLocalDate()) + ", " + clock(moment.toLocalTime());
    }

    private static String date(LocalDate day) {
        return day.getYear() + ", " + day.getMonthValue() + ", " + day.getDayOfMonth();
    }

    private static String clock(LocalTime clock) {
        int micros = clock.getNano() / 1000;
        String text = clock.getHour() + ", " + clock.getMinute();
        if (micros != 0) {
            return text + ", " + clock.getSecond() + ", " + micros;
        }
        return clock.getSecond() == 0 ? text : text + ", " + clock.getSecond();
    }

    private static String zone(ZoneOffset offset) {
        int seconds = offset.getTotalSeconds();
        if (seconds == 0) {
            return ", tzinfo=datetime.timezone.utc";
        }
        String delta = seconds > 0 ? "seconds=" + seconds : "days=-1, seconds=" + (DAY + seconds);
        return ", tzinfo=datetime.timezone(datetime.timedelta(" + delta + "))";
    }
}
