package dev.lovage.worker.child;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A socket that blocks who reads and writes it, and that no interrupt closes. The JDK closes a blocking channel when a thread is
 * interrupted in it, and a task may leave a timer that interrupts the thread that ran it: so the socket does not block, and
 * selectors wait instead. One thread may read while another writes.
 */
final class SteadyChannel implements ByteChannel {

    private final SocketChannel socket;
    private final Selector readable;
    private final Selector writable;

    SteadyChannel(SocketChannel socket) throws IOException {
        this.socket = socket;
        socket.configureBlocking(false);
        this.readable = selector(SelectionKey.OP_READ);
        this.writable = selector(SelectionKey.OP_WRITE);
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        int count = socket.read(buffer);
        while (count == 0 && buffer.hasRemaining()) {
            await(readable);
            count = socket.read(buffer);
        }
        return count;
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
        int count = socket.write(buffer);
        while (count == 0 && buffer.hasRemaining()) {
            await(writable);
            count = socket.write(buffer);
        }
        return count;
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        readable.close();
        writable.close();
    }

    private Selector selector(int operation) throws IOException {
        Selector selector = Selector.open();
        socket.register(selector, operation);
        return selector;
    }

    /** Waits whatever happens; an interrupt meanwhile is kept for who asks afterwards. */
    private static void await(Selector selector) throws IOException {
        boolean interrupted = Thread.interrupted();
        while (selector.select(key -> {}) == 0) {
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
