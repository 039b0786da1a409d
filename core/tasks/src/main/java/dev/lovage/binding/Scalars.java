package dev.lovage.binding;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Single values, between the types that messages have and those that programs declare. */
final class Scalars {

    private Scalars() {}

    /** The data as this class where that needs no thought; null where it does, or where it is wrong. */
    static @Nullable Object direct(Object data, Class<?> type) {
        if (type.isInstance(data)) {
            return data;
        }
        if (data instanceof Long number) {
            if (type == long.class) {
                return number;
            }
            if ((type == int.class || type == Integer.class) && number == number.intValue()) {
                return number.intValue();
            }
            if (type == double.class || type == Double.class) {
                return (double) number;
            }
        }
        if (data instanceof BigDecimal number && (type == double.class || type == Double.class)) {
            return number.doubleValue();
        }
        boolean same = data instanceof Double ? type == double.class : data instanceof Boolean && type == boolean.class;
        return same ? data : null;
    }

    /** A value of one of the classes that messages carry typed, from whatever says the same; null if nothing does. */
    static @Nullable Object typed(@Nullable Object data, Class<?> type) {
        try {
            if (data == null || type.isInstance(data)) {
                return data;
            }
            if (type == UUID.class) {
                return data instanceof String text ? UUID.fromString(text) : null;
            }
            if (type == byte[].class) {
                return data instanceof String text ? Base64.getDecoder().decode(text) : null;
            }
            if (type == BigDecimal.class) {
                return decimal(data);
            }
            return time(data, type);
        } catch (DateTimeException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Java's numbers and times as those of plain data; null for what is neither. */
    static @Nullable Object plain(Object value) {
        if (value instanceof String
                || value instanceof Boolean
                || value instanceof Long
                || value instanceof Double
                || value instanceof BigDecimal
                || value instanceof UUID
                || value instanceof byte[]
                || value instanceof LocalDateTime
                || value instanceof OffsetDateTime
                || value instanceof LocalDate
                || value instanceof LocalTime
                || value instanceof OffsetTime) {
            return value;
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof BigInteger big) {
            return big.bitLength() < 64 ? (Object) big.longValue() : big;
        }
        if (value instanceof Float number) {
            return number.doubleValue();
        }
        if (value instanceof Character letter) {
            return letter.toString();
        }
        if (value instanceof Instant instant) {
            return instant.atOffset(ZoneOffset.UTC);
        }
        return value instanceof ZonedDateTime zoned ? zoned.toOffsetDateTime() : null;
    }

    /** Jackson's untyped values as plain data. */
    static @Nullable Object widened(@Nullable Object value) {
        Object plain = value == null ? null : plain(value);
        return plain == null ? value : plain;
    }

    private static @Nullable Object decimal(Object data) {
        if (data instanceof Long number) {
            return BigDecimal.valueOf(number);
        }
        if (data instanceof BigInteger number) {
            return new BigDecimal(number);
        }
        // A double's shortest text, as people wrote it: 0.1 stays 0.1.
        return data instanceof Double || data instanceof String ? new BigDecimal(data.toString()) : null;
    }

    private static @Nullable Object time(Object data, Class<?> type) {
        if (data instanceof String text) {
            return parsed(text, type);
        }
        if (data instanceof OffsetDateTime moment) {
            if (type == Instant.class) {
                return moment.toInstant();
            }
            if (type == ZonedDateTime.class) {
                return moment.toZonedDateTime();
            }
            return type == LocalDateTime.class ? moment.toLocalDateTime() : null;
        }
        if (data instanceof LocalDateTime local) {
            // Python's naive datetimes: Celery means UTC unless told otherwise.
            OffsetDateTime moment = local.atOffset(ZoneOffset.UTC);
            return type == OffsetDateTime.class ? moment : time(moment, type);
        }
        return data instanceof OffsetTime time && type == LocalTime.class ? time.toLocalTime() : null;
    }

    private static @Nullable Object parsed(String text, Class<?> type) {
        String iso = text.indexOf(' ') == 10 ? text.replace(' ', 'T') : text;
        if (type == LocalDate.class) {
            return LocalDate.parse(iso);
        }
        if (type == LocalTime.class) {
            return LocalTime.parse(iso);
        }
        if (type == OffsetTime.class) {
            return OffsetTime.parse(iso);
        }
        if (type == LocalDateTime.class) {
            return LocalDateTime.parse(iso);
        }
        boolean zoned = iso.length() > 10 && iso.substring(10).matches(".*([Zz]|[+-][0-9:]+)(\\[.*])?");
        OffsetDateTime moment = zoned
                ? ZonedDateTime.parse(iso).toOffsetDateTime()
                : LocalDateTime.parse(iso).atOffset(ZoneOffset.UTC);
        return type == OffsetDateTime.class ? moment : time(moment, type);
    }
}
