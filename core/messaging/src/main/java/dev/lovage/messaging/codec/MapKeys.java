package dev.lovage.messaging.codec;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** What Python's json module makes of a key that is no text. */
final class MapKeys {

    private MapKeys() {}

    static String text(@Nullable Object key) {
        if (key instanceof String text) {
            return text;
        }
        if (key == null) {
            return "null";
        }
        if (key instanceof Double || key instanceof Float) {
            return PythonFloat.json((Number) key);
        }
        if (key instanceof Boolean
                || key instanceof Long
                || key instanceof Integer
                || key instanceof Short
                || key instanceof Byte
                || key instanceof BigInteger) {
            return key.toString();
        }
        throw new EncodeException("Can't write a map with a key of type "
                + key.getClass().getName() + ": keys are texts, numbers, booleans or null");
    }
}
