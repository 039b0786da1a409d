package dev.lovage.messaging.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes plain data as a pickle of protocol 4, unframed and without memo: larger than Python's, and read the same. */
final class PickleWriter {

    private static final int PROTOCOL = 4;

    private final int maxDepth;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    private int depth;

    PickleWriter(int maxDepth) {
        this.maxDepth = maxDepth;
    }

    byte[] document(@Nullable Object data) {
        out.write(0x80);
        out.write(PROTOCOL);
        write(data);
        out.write('.');
        return out.toByteArray();
    }

    private void write(@Nullable Object data) {
        if (data == null) {
            out.write('N');
        } else if (data instanceof String text) {
            text(text);
        } else if (data instanceof Boolean truth) {
            out.write(truth ? 0x88 : 0x89);
        } else if (data instanceof Number number) {
            number(number);
        } else if (data instanceof Map<?, ?> map) {
            map(map);
        } else if (data instanceof Collection<?> list) {
            list(list);
        } else if (data instanceof byte[] bytes) {
            bytes(bytes);
        } else if (data instanceof UUID uuid) {
            global("uuid", "UUID");
            text(uuid.toString());
            call(1);
        } else {
            new PickleTimeWriter(this).write(data);
        }
    }

    private void number(Number number) {
        if (number instanceof Double || number instanceof Float) {
            out.write('G');
            out.writeBytes(
                    ByteBuffer.allocate(8).putDouble(number.doubleValue()).array());
        } else if (number instanceof BigInteger big) {
            big(big);
        } else if (number instanceof BigDecimal decimal) {
            global("decimal", "Decimal");
            text(decimal.toString());
            call(1);
        } else if (number instanceof Long
                || number instanceof Integer
                || number instanceof Short
                || number instanceof Byte) {
            whole(number.longValue());
        } else {
            throw unknown(number);
        }
    }

    void whole(long number) {
        if (number >= 0 && number <= 0xff) {
            out.write('K');
            out.write((int) number);
        } else if (number == (int) number) {
            out.write('J');
            littleEndian((int) number);
        } else {
            big(BigInteger.valueOf(number));
        }
    }

    private void big(BigInteger number) {
        byte[] bigEndian = number.toByteArray();
        out.write(0x8b);
        littleEndian(bigEndian.length);
        for (int i = bigEndian.length - 1; i >= 0; i--) {
            out.write(bigEndian[i]);
        }
    }

    private void list(Collection<?> list) {
        deeper();
        out.write(']');
        if (!list.isEmpty()) {
            out.write('(');
            list.forEach(this::write);
            out.write('e');
        }
        depth--;
    }

    private void map(Map<?, ?> map) {
        deeper();
        out.write('}');
        if (!map.isEmpty()) {
            out.write('(');
            map.forEach((key, value) -> {
                text(MapKeys.text(key));
                write(value);
            });
            out.write('u');
        }
        depth--;
    }

    void text(String text) {
        byte[] utf8 = SurrogateUtf8.encode(text);
        sized(utf8, 0x8c, 'X');
    }

    void bytes(byte[] bytes) {
        sized(bytes, 'C', 'B');
    }

    private void sized(byte[] bytes, int shortOpcode, int opcode) {
        if (bytes.length <= 0xff) {
            out.write(shortOpcode);
            out.write(bytes.length);
        } else {
            out.write(opcode);
            littleEndian(bytes.length);
        }
        out.writeBytes(bytes);
    }

    void global(String module, String name) {
        out.write('c');
        out.writeBytes((module + "\n" + name + "\n").getBytes(ISO_8859_1));
    }

    /** Calls the global below with the topmost one to three values. */
    void call(int args) {
        out.write(0x84 + args);
        out.write('R');
    }

    private void littleEndian(int number) {
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .array());
    }

    private void deeper() {
        if (++depth > maxDepth) {
            throw new EncodeException("Can't pickle more than " + maxDepth
                    + " lists and maps within each other. Does the value contain itself?");
        }
    }

    static EncodeException unknown(Object value) {
        return new EncodeException("Can't pickle a " + value.getClass().getName()
                + ": it is not plain data (text, number, boolean, bytes, UUID, java.time, list, map)");
    }
}
