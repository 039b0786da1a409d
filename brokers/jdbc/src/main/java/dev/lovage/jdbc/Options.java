package dev.lovage.jdbc;

import java.time.Duration;
import java.util.Map;

/** Reads transport options, which come from code, files and the environment in many types. */
final class Options {

    private Options() {}

    /** A span in seconds, whole or not; numbers or their text. */
    static Duration seconds(Map<String, Object> options, String key, Duration otherwise) {
        Object value = options.get(key);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Duration span) {
            return span;
        }
        try {
            return Duration.ofMillis(Math.round(Double.parseDouble(value.toString()) * 1000));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "The transport option " + key + " must be a number of seconds, was '" + value + "'");
        }
    }

    static String text(Map<String, Object> options, String key, String otherwise) {
        Object value = options.get(key);
        return value == null ? otherwise : value.toString();
    }
}
