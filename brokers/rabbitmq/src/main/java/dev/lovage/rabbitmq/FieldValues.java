package dev.lovage.rabbitmq;

import com.rabbitmq.client.LongString;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Header values as AMQP has them and as we have them: plain data. */
final class FieldValues {

    private static final int MAX_KEY_BYTES = 255;

    private FieldValues() {}

    static Map<String, @Nullable Object> readTable(@Nullable Map<String, Object> table) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        if (table != null) {
            table.forEach((key, value) -> plain.put(key, read(value)));
        }
        return plain;
    }

    private static @Nullable Object read(@Nullable Object value) {
        if (value instanceof LongString text) {
            return text(text.getBytes());
        }
        if (value instanceof Byte || value instanceof Short) {
            return ((Number) value).intValue();
        }
        if (value instanceof Float || value instanceof BigDecimal) {
            return ((Number) value).doubleValue();
        }
        if (value instanceof Date date) {
            return date.getTime() / 1000;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            map.forEach((key, inner) -> plain.put(String.valueOf(key), read(inner)));
            return plain;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> plain = new ArrayList<>();
            list.forEach(inner -> plain.add(read(inner)));
            return plain;
        }
        return value;
    }

    /** AMQP has one type for text and bytes; what is no UTF-8 is bytes. */
    private static Object text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return bytes;
        }
    }

    /** A table for the library; throws {@link IllegalArgumentException} for a name that AMQP can't carry. */
    static Map<String, @Nullable Object> writeTable(Map<?, ?> plain) {
        Map<String, @Nullable Object> table = new LinkedHashMap<>();
        plain.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (name.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
                throw new IllegalArgumentException("The header name '" + name.substring(0, 40)
                        + "…' is longer than the 255 bytes that AMQP carries");
            }
            table.put(name, write(value));
        });
        return table;
    }

    private static @Nullable Object write(@Nullable Object value) {
        if (value == null || value instanceof Boolean || value instanceof Double || value instanceof byte[]) {
            return value;
        }
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return integer(((Number) value).longValue());
        }
        if (value instanceof BigInteger number) {
            // AMQP's integers end at 64 bits; larger ones travel as text, as nothing would read a decimal of that size.
            return number.bitLength() < Long.SIZE ? integer(number.longValue()) : number.toString();
        }
        if (value instanceof Float number) {
            return number.doubleValue();
        }
        if (value instanceof Map<?, ?> map) {
            return writeTable(map);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> array = new ArrayList<>();
            list.forEach(inner -> array.add(write(inner)));
            return array;
        }
        return value.toString();
    }

    /** 32 bits where they do, as py-amqp writes it. */
    private static Object integer(long number) {
        return number == (int) number ? (Object) (int) number : (Object) number;
    }
}
