package dev.lovage.rabbitmq;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Makes the header table of a received message one that the client library can read.
 *
 * <p>RabbitMQ passes tables on as they came. The library drops the whole connection over a letter it does not know, such
 * as the {@code L} that py-amqp writes for a 64-bit integer, and over a table nested too deep; the broker would deliver
 * the same message again, for ever. So {@code L} becomes {@code l}, and a table beyond help is replaced by one that says
 * what was wrong with it.
 */
final class FieldTables {

    /** The header that says why the real headers could not be read. */
    static final String PROBLEM = "lovage-unreadable-headers";

    /** The library refuses more than 32. */
    private static final int MAX_DEPTH = 30;

    private static final int FLAGS_AT = 12;
    private static final int CONTENT_TYPE = 1 << 15;
    private static final int CONTENT_ENCODING = 1 << 14;
    private static final int HEADERS = 1 << 13;

    private FieldTables() {}

    /** The payload of a content header frame, repaired; often the same array, which may have been changed. */
    static byte[] repaired(byte[] payload) {
        ByteBuffer in = ByteBuffer.wrap(payload);
        int start;
        int length;
        try {
            int flags = in.getShort(FLAGS_AT) & 0xFFFF;
            if ((flags & HEADERS) == 0) {
                return payload;
            }
            in.position(FLAGS_AT + 2);
            skipShortString(in, flags & CONTENT_TYPE);
            skipShortString(in, flags & CONTENT_ENCODING);
            start = in.position();
            length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                return payload;
            }
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            return payload; // Not a table's fault: the library shall say what it thinks of this frame.
        }
        try {
            table(in.slice().limit(length), 1);
            return payload;
        } catch (Unreadable e) {
            return replaced(payload, start, length, String.valueOf(e.getMessage()));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return replaced(payload, start, length, "a length in the header table is wrong");
        }
    }

    private static void skipShortString(ByteBuffer in, int present) {
        if (present != 0) {
            skip(in, in.get() & 0xFF);
        }
    }

    private static void table(ByteBuffer in, int depth) throws Unreadable {
        while (in.hasRemaining()) {
            skip(in, in.get() & 0xFF);
            value(in, depth);
        }
    }

    private static void value(ByteBuffer in, int depth) throws Unreadable {
        int at = in.position();
        char type = (char) (in.get() & 0xFF);
        switch (type) {
            case 'V' -> {}
            case 't', 'b', 'B' -> skip(in, 1);
            case 's', 'u' -> skip(in, 2);
            case 'I', 'i', 'f' -> skip(in, 4);
            case 'D' -> skip(in, 5);
            case 'l', 'd', 'T' -> skip(in, 8);
            case 'L' -> {
                in.put(at, (byte) 'l');
                skip(in, 8);
            }
            case 'S', 'x' -> skip(in, in.getInt());
            case 'F', 'A' -> nested(in, type, depth + 1);
            default -> throw new Unreadable("the header table has a value of the unknown type '" + type + "'");
        }
    }

    private static void nested(ByteBuffer in, char type, int depth) throws Unreadable {
        if (depth > MAX_DEPTH) {
            throw new Unreadable("the header table is nested deeper than " + MAX_DEPTH);
        }
        int length = in.getInt();
        ByteBuffer inner = in.slice().limit(length);
        skip(in, length);
        if (type == 'F') {
            table(inner, depth);
            return;
        }
        while (inner.hasRemaining()) {
            value(inner, depth);
        }
    }

    private static void skip(ByteBuffer in, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("negative length");
        }
        in.position(in.position() + count);
    }

    private static byte[] replaced(byte[] payload, int start, int length, String problem) {
        byte[] key = PROBLEM.getBytes(StandardCharsets.US_ASCII);
        byte[] text = problem.getBytes(StandardCharsets.UTF_8);
        int size = 1 + key.length + 1 + 4 + text.length;
        ByteBuffer out = ByteBuffer.allocate(payload.length - length + size);
        out.put(payload, 0, start).putInt(size);
        out.put((byte) key.length).put(key).put((byte) 'S').putInt(text.length).put(text);
        int rest = start + 4 + length;
        out.put(payload, rest, payload.length - rest);
        return out.array();
    }

    /** The table can't be read by the library. */
    private static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message, null, false, false);
        }
    }
}
