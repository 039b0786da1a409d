package dev.lovage.messaging.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Kombu's typed values: what {@code __type__} makes of {@code __value__}. Errors are any RuntimeException with a reason. */
final class TypedValues {

    static final String TYPE = "__type__";
    static final String VALUE = "__value__";

    private TypedValues() {}

    /** Exactly the two keys: with one more it is a plain object. */
    static boolean isTyped(Map<String, @Nullable Object> map) {
        return map.size() == 2 && map.containsKey(TYPE) && map.containsKey(VALUE);
    }

    static Object read(Map<String, @Nullable Object> map, DecodeLimits limits) {
        Object value = map.get(VALUE);
        if (!(map.get(TYPE) instanceof String)) {
            throw new IllegalArgumentException("__type__ is not a text");
        }
        String type = (String) map.get(TYPE);
        return switch (type) {
            case "datetime" -> IsoTime.parseDateTime(text(type, value));
            case "date" -> IsoTime.parseDate(text(type, value));
            case "time" -> IsoTime.parseTime(text(type, value));
            case "decimal" -> decimal(value, limits);
            case "uuid" -> uuid(value);
            case "bytes" -> text(type, value).getBytes(StandardCharsets.UTF_8);
            case "base64" -> Base64.getMimeDecoder().decode(text(type, value));
            default -> throw new IllegalArgumentException("unknown __type__ '" + cut(type) + "'");
        };
    }

    /** A decimal as Python reads it. NaN and the infinities, which BigDecimal lacks, become Doubles. */
    static Object decimal(String written, DecodeLimits limits) {
        String text = written.strip().replace("_", "");
        if (text.length() > limits.maxNumberLength()) {
            throw new IllegalArgumentException("a decimal of " + text.length() + " characters");
        }
        Double special = special(text);
        return special != null ? special : bounded(new BigDecimal(text));
    }

    private static Object decimal(@Nullable Object value, DecodeLimits limits) {
        if (value instanceof String text) {
            return decimal(text, limits);
        }
        if (value instanceof Double number) {
            return number.isNaN() || number.isInfinite() ? number : bounded(new BigDecimal(number));
        }
        if (value instanceof Long number) {
            return BigDecimal.valueOf(number);
        }
        if (value instanceof BigInteger number) {
            return new BigDecimal(number);
        }
        throw new IllegalArgumentException("a decimal that is neither text nor number");
    }

    private static @Nullable Double special(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan", "snan", "-nan", "-snan", "+nan", "+snan" -> Double.NaN;
            case "inf", "infinity", "+inf", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> null;
        };
    }

    private static BigDecimal bounded(BigDecimal number) {
        if (Math.abs((long) number.scale()) > DecodeLimits.MAX_DECIMAL_SCALE) {
            throw new IllegalArgumentException("a decimal with an exponent beyond " + DecodeLimits.MAX_DECIMAL_SCALE);
        }
        return number;
    }

    private static UUID uuid(@Nullable Object value) {
        if (value instanceof Map<?, ?> map && map.size() == 1 && map.get("hex") instanceof String hex) {
            return uuid(hex);
        }
        throw new IllegalArgumentException("a uuid that is no object with 'hex'");
    }

    static UUID uuid(String written) {
        String hex = written.replace("urn:", "").replace("uuid:", "").replace("-", "");
        if (hex.length() == 34 && hex.startsWith("{") && hex.endsWith("}")) {
            hex = hex.substring(1, 33);
        }
        if (hex.length() != 32) {
            throw new IllegalArgumentException("a uuid that has not 32 hex digits");
        }
        return new UUID(Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
    }

    private static String text(String type, @Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("a " + type + " whose __value__ is not a text");
    }

    private static String cut(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
