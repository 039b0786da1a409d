package dev.lovage.worker.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Builds the bytes of one frame: four bytes of length, one of type, and fields. Not thread-safe. */
final class FrameWriter {

    private byte[] bytes = new byte[512];
    private int length = Integer.BYTES;

    FrameWriter(int type) {
        u8(type);
    }

    /** The frame, with its length in front. */
    byte[] finish() {
        int payload = length - Integer.BYTES;
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[i] = (byte) (payload >>> (24 - 8 * i));
        }
        return Arrays.copyOf(bytes, length);
    }

    FrameWriter u8(int value) {
        ensure(1);
        bytes[length++] = (byte) value;
        return this;
    }

    FrameWriter bool(boolean value) {
        return u8(value ? 1 : 0);
    }

    /** A number in as few bytes as it needs, small negative ones too. */
    FrameWriter number(long value) {
        ensure(10);
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    FrameWriter text(String value) {
        return bytes(value.getBytes(UTF_8));
    }

    FrameWriter bytes(byte[] value) {
        number(value.length);
        ensure(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    FrameWriter span(Duration value) {
        return number(value.getSeconds()).number(value.getNano());
    }

    <T> FrameWriter optional(Optional<T> value, BiConsumer<FrameWriter, T> field) {
        bool(value.isPresent());
        value.ifPresent(present -> field.accept(this, present));
        return this;
    }

    <T> FrameWriter list(Collection<T> values, BiConsumer<FrameWriter, T> field) {
        number(values.size());
        values.forEach(value -> field.accept(this, value));
        return this;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            long wanted = Math.max(bytes.length * 2L, (long) length + more);
            if (length + (long) more > FrameInput.MAX_FRAME) {
                throw new ChannelException("A frame of more than " + FrameInput.MAX_FRAME + " bytes is not sent");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, FrameInput.MAX_FRAME));
        }
    }
}
