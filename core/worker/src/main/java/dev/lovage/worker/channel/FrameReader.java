package dev.lovage.worker.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads the fields of one frame. Every length is checked against what is there. Not thread-safe. */
final class FrameReader {

    private final byte[] bytes;
    private int position;

    FrameReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int u8() {
        need(1);
        return bytes[position++] & 0xFF;
    }

    boolean bool() {
        return u8() != 0;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = u8();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new ChannelException("A number in a frame has no end");
    }

    int size() {
        long size = number();
        if (size < 0 || size > bytes.length - position) {
            throw new ChannelException(
                    "A field of " + size + " bytes in a frame that has " + (bytes.length - position) + " left");
        }
        return (int) size;
    }

    String text() {
        int size = size();
        String text = new String(bytes, position, size, UTF_8);
        position += size;
        return text;
    }

    byte[] bytes() {
        int size = size();
        byte[] copy = new byte[size];
        System.arraycopy(bytes, position, copy, 0, size);
        position += size;
        return copy;
    }

    Duration span() {
        return Duration.ofSeconds(number(), number());
    }

    <T> Optional<T> optional(Function<FrameReader, T> field) {
        return bool() ? Optional.of(field.apply(this)) : Optional.empty();
    }

    <T> List<T> list(Function<FrameReader, T> field) {
        int size = size();
        List<T> values = new ArrayList<>(Math.min(size, 64));
        for (int i = 0; i < size; i++) {
            values.add(field.apply(this));
        }
        return values;
    }

    private void need(int count) {
        if (bytes.length - position < count) {
            throw new ChannelException("A frame ends in the middle of a field");
        }
    }
}
