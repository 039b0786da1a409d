package dev.lovage.messaging.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

/** The bytes of a pickle, and how much may still be made of them. Lengths are checked before anything is allocated. */
final class PickleInput {

    /** A shared text costs nothing here but everything to who writes it out again. */
    private static final int EXPANSION = 4;

    private final byte[] bytes;
    private final DecodeLimits limits;
    private final long maxAllocation;
    private int position;
    private long allocated;
    private int items;

    PickleInput(byte[] bytes, DecodeLimits limits) {
        this.bytes = bytes;
        this.limits = limits;
        this.maxAllocation = (long) EXPANSION * limits.maxBytes();
        if (bytes.length > limits.maxBytes()) {
            throw wrong(bytes.length + " bytes are more than " + limits.maxBytes());
        }
    }

    int u1() {
        need(1);
        return bytes[position++] & 0xff;
    }

    int u2() {
        return u1() | u1() << 8;
    }

    int s4() {
        return u2() | u2() << 16;
    }

    /** A length of four bytes, unsigned on the wire, that the rest of the input must have. */
    int length4() {
        return length(s4() & 0xffff_ffffL);
    }

    int length8() {
        return length(s8());
    }

    long s8() {
        return (s4() & 0xffff_ffffL) | (long) s4() << 32;
    }

    double bigEndianDouble() {
        need(8);
        double value = ByteBuffer.wrap(bytes, position, 8).getDouble();
        position += 8;
        return value;
    }

    byte[] take(int length) {
        need(length);
        allocate(length);
        byte[] taken = Arrays.copyOfRange(bytes, position, position + length);
        position += length;
        return taken;
    }

    String text(int length) {
        need(length);
        allocate(length);
        int from = position;
        position += length;
        try {
            return SurrogateUtf8.decode(bytes, from, length);
        } catch (CharacterCodingException e) {
            throw wrong("a text that is not UTF-8");
        }
    }

    /** Up to the next line feed, which is dropped. */
    String line() {
        int end = position;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        if (end == bytes.length) {
            throw wrong("a line without an end");
        }
        allocate(end - position);
        String line = new String(bytes, position, end - position, ISO_8859_1);
        position = end + 1;
        return line;
    }

    String utf8Line() {
        return new String(line().getBytes(ISO_8859_1), UTF_8);
    }

    /** A line that holds a number. */
    String numberLine() {
        String line = line();
        if (line.length() > limits.maxNumberLength()) {
            throw wrong("a number of " + line.length() + " characters");
        }
        return line;
    }

    /** Counts one value more. */
    void item() {
        if (++items > limits.maxItems()) {
            throw wrong("more than " + limits.maxItems() + " values");
        }
    }

    /** Counts that many bytes more that are about to be made of the input. */
    void allocate(long size) {
        allocated += size;
        if (allocated > maxAllocation) {
            throw wrong("it becomes more than " + maxAllocation + " bytes");
        }
    }

    /** Ready to count what a reader of the result will see. */
    PickleInput recount() {
        items = 0;
        allocated = 0;
        return this;
    }

    DecodeLimits limits() {
        return limits;
    }

    DecodeException wrong(String reason) {
        return new DecodeException("pickle", "byte " + position, reason);
    }

    DecodeException wrong(RuntimeException cause) {
        return new DecodeException("pickle", "byte " + position, reason(cause), cause);
    }

    private static String reason(RuntimeException cause) {
        if (cause instanceof NumberFormatException) {
            return "a number that is none";
        }
        if (cause instanceof ClassCastException || cause instanceof IndexOutOfBoundsException) {
            return "a value of another type than its place needs";
        }
        return String.valueOf(cause.getMessage());
    }

    private int length(long length) {
        if (length < 0 || length > bytes.length - position) {
            throw wrong("it claims " + Long.toUnsignedString(length) + " bytes and has " + (bytes.length - position));
        }
        return (int) length;
    }

    private void need(int length) {
        if (length < 0 || bytes.length - position < length) {
            throw wrong("it ends too early");
        }
    }
}
