package dev.lovage.worker.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes frames to a channel in the order given. Thread-safe.
 *
 * <p>On a blocking channel {@link #send} returns when all is written. On a non-blocking one it writes what fits, keeps the rest,
 * and says so; whoever watches the channel calls {@link #flush} when it can take more.
 */
public final class FrameOutput {

    /** The JDK copies a heap buffer into a direct one of its size for each write, and keeps that: so write in pieces. */
    private static final int PIECE = 256 * 1024;

    private final WritableByteChannel channel;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();

    public FrameOutput(WritableByteChannel channel) {
        this.channel = channel;
    }

    /**
     * Sends a frame.
     *
     * @return whether all that was sent so far is written
     */
    public boolean send(Frame frame) throws IOException {
        byte[] bytes = Frames.encode(frame);
        lock.lock();
        try {
            waiting.add(ByteBuffer.wrap(bytes));
            return drain();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes more of what waits.
     *
     * @return whether nothing waits any more
     */
    public boolean flush() throws IOException {
        lock.lock();
        try {
            return drain();
        } finally {
            lock.unlock();
        }
    }

    private boolean drain() throws IOException {
        for (ByteBuffer next = waiting.peek(); next != null; next = waiting.peek()) {
            while (next.hasRemaining()) {
                ByteBuffer piece = next.slice(next.position(), Math.min(PIECE, next.remaining()));
                int count = channel.write(piece);
                next.position(next.position() + count);
                if (count == 0) {
                    return false;
                }
            }
            waiting.remove();
        }
        return true;
    }
}
