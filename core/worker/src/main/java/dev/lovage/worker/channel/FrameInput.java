package dev.lovage.worker.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;

/** Cuts what arrives on a channel into frames. Works on blocking and non-blocking channels. Not thread-safe. */
public final class FrameInput {

    /** The largest frame, in bytes. */
    static final int MAX_FRAME = 128 * 1024 * 1024;

    private static final int CHUNK = 64 * 1024;

    private final ReadableByteChannel channel;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK).flip();
    private byte[] header = new byte[Integer.BYTES];
    private int headerFilled;
    private byte[] payload = new byte[0];
    private int payloadFilled;

    public FrameInput(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /**
     * Reads once from the channel; call it only after {@link #next} found nothing.
     *
     * @return how many bytes came; -1 at the end
     */
    public int fill() throws IOException {
        chunk.compact();
        try {
            return channel.read(chunk);
        } finally {
            chunk.flip();
        }
    }

    /**
     * The next complete frame among what was read.
     *
     * @throws ChannelException if what was read is no frame
     */
    public Optional<Frame> next() {
        if (headerFilled < Integer.BYTES && !readHeader()) {
            return Optional.empty();
        }
        int count = Math.min(chunk.remaining(), payload.length - payloadFilled);
        chunk.get(payload, payloadFilled, count);
        payloadFilled += count;
        if (payloadFilled < payload.length) {
            return Optional.empty();
        }
        byte[] complete = payload;
        payload = new byte[0];
        headerFilled = 0;
        return Optional.of(Frames.decode(complete));
    }

    /** Blocks until a frame is there; empty at the end of the channel. */
    public Optional<Frame> await() throws IOException {
        Optional<Frame> frame = next();
        while (frame.isEmpty()) {
            if (fill() < 0) {
                return Optional.empty();
            }
            frame = next();
        }
        return frame;
    }

    private boolean readHeader() {
        int count = Math.min(chunk.remaining(), Integer.BYTES - headerFilled);
        chunk.get(header, headerFilled, count);
        headerFilled += count;
        if (headerFilled < Integer.BYTES) {
            return false;
        }
        int length = ByteBuffer.wrap(header).getInt();
        if (length < 1 || length > MAX_FRAME) {
            throw new ChannelException("A frame of " + length + " bytes; allowed are 1 to " + MAX_FRAME);
        }
        payload = new byte[length];
        payloadFilled = 0;
        return true;
    }
}
