package dev.lovage.messaging.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes one JSON document as Python's json module does, straight into bytes: all of it is ASCII. */
final class JsonWriter {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final int maxDepth;
    private byte[] buffer = new byte[512];
    private int size;
    private int depth;

    JsonWriter(int maxDepth) {
        this.maxDepth = maxDepth;
    }

    byte[] toBytes() {
        return Arrays.copyOf(buffer, size);
    }

    void write(@Nullable Object value) {
        if (value instanceof String text) {
            string(text);
        } else if (value == null) {
            ascii("null");
        } else if (value instanceof Boolean || value instanceof BigInteger) {
            ascii(value.toString());
        } else if (value instanceof Number number) {
            number(number);
        } else if (value instanceof Map<?, ?> map) {
            map(map);
        } else if (value instanceof Collection<?> list) {
            list(list);
        } else {
            typed(value);
        }
    }

    private void number(Number number) {
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            ascii(Long.toString(number.longValue()));
        } else if (number instanceof Double || number instanceof Float) {
            ascii(PythonFloat.json(number));
        } else {
            typed(number);
        }
    }

    private void list(Collection<?> list) {
        deeper();
        put('[');
        boolean first = true;
        for (Object element : list) {
            if (!first) {
                put(',', ' ');
            }
            first = false;
            write(element);
        }
        put(']');
        depth--;
    }

    private void map(Map<?, ?> map) {
        deeper();
        put('{');
        boolean first = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!first) {
                put(',', ' ');
            }
            first = false;
            string(MapKeys.text(entry.getKey()));
            put(':', ' ');
            write(entry.getValue());
        }
        put('}');
        depth--;
    }

    private void typed(Object value) {
        if (value instanceof byte[] bytes) {
            bytes(bytes);
        } else if (value instanceof UUID uuid) {
            ascii("{\"__type__\": \"uuid\", \"__value__\": {\"hex\": \"");
            ascii(uuid.toString().replace("-", ""));
            ascii("\"}}");
        } else if (value instanceof BigDecimal decimal) {
            typed("decimal", decimal.toString());
        } else if (value instanceof Temporal time) {
            typed(type(time), format(time));
        } else {
            throw unknown(value);
        }
    }

    private void bytes(byte[] bytes) {
        try {
            typed(
                    "bytes",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            typed("base64", Base64.getEncoder().encodeToString(bytes));
        }
    }

    private static String type(Temporal time) {
        if (time instanceof OffsetDateTime || time instanceof LocalDateTime) {
            return "datetime";
        }
        if (time instanceof LocalTime || time instanceof OffsetTime) {
            return "time";
        }
        if (time instanceof LocalDate) {
            return "date";
        }
        throw unknown(time);
    }

    private static String format(Temporal time) {
        try {
            return IsoTime.format(time);
        } catch (RuntimeException e) {
            throw new EncodeException("Can't write a " + time.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private void typed(String type, String value) {
        ascii("{\"__type__\": \"");
        ascii(type);
        ascii("\", \"__value__\": ");
        string(value);
        put('}');
    }

    private void string(String text) {
        int length = text.length();
        ensure(length + 2);
        buffer[size++] = '"';
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
                buffer[size++] = (byte) c;
            } else {
                ensure(length - i + 7);
                escape(c);
            }
        }
        put('"');
    }

    private void escape(char c) {
        buffer[size++] = '\\';
        switch (c) {
            case '"', '\\' -> buffer[size++] = (byte) c;
            case '\n' -> buffer[size++] = 'n';
            case '\r' -> buffer[size++] = 'r';
            case '\t' -> buffer[size++] = 't';
            case '\f' -> buffer[size++] = 'f';
            case '\b' -> buffer[size++] = 'b';
            default -> {
                buffer[size++] = 'u';
                for (int shift = 12; shift >= 0; shift -= 4) {
                    buffer[size++] = HEX[c >> shift & 0xf];
                }
            }
        }
    }

    @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int) is the one that copies ASCII without a detour
    private void ascii(String text) {
        ensure(text.length());
        text.getBytes(0, text.length(), buffer, size);
        size += text.length();
    }

    private void put(char c) {
        ensure(1);
        buffer[size++] = (byte) c;
    }

    private void put(char first, char second) {
        ensure(2);
        buffer[size++] = (byte) first;
        buffer[size++] = (byte) second;
    }

    private void ensure(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.addExact(Math.max(buffer.length * 2, buffer.length), more));
        }
    }

    private void deeper() {
        if (++depth > maxDepth) {
            throw new EncodeException("Can't write more than " + maxDepth
                    + " lists and maps within each other. Does the value contain itself?");
        }
    }

    private static EncodeException unknown(Object value) {
        return new EncodeException("Can't write a " + value.getClass().getName()
                + ": it is not plain data (text, number, boolean, bytes, UUID, java.time, list, map)");
    }
}
