package dev.lovage.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.WriteListener;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one connection, with two things added to the library's: header tables are made readable on their way in
 * ({@link FieldTables}), and a writer of many messages may hold back the flushes in between.
 */
final class Frames implements FrameHandler {

    private final FrameHandler socket;
    private volatile boolean corked;

    Frames(FrameHandler socket) {
        this.socket = socket;
    }

    /** From now on flushes wait for {@link #uncork}. For the one thread that publishes on this connection. */
    void cork() {
        corked = true;
    }

    void uncork() throws IOException {
        corked = false;
        socket.flush(null);
    }

    @Override
    public Frame readFrame() throws IOException {
        Frame frame = socket.readFrame();
        if (frame == null || frame.getType() != AMQP.FRAME_HEADER) {
            return frame;
        }
        return new Frame(frame.getType(), frame.getChannel(), FieldTables.repaired(frame.getPayload()));
    }

    @Override
    public void flush(@Nullable WriteListener listener) throws IOException {
        if (!corked || listener != null) {
            socket.flush(listener);
        }
    }

    @Override
    public void writeFrame(Frame frame) throws IOException {
        socket.writeFrame(frame);
    }

    @Override
    public boolean internalHearbeat() {
        return socket.internalHearbeat();
    }

    @Override
    public void setTimeout(int milliseconds) throws SocketException {
        socket.setTimeout(milliseconds);
    }

    @Override
    public int getTimeout() throws SocketException {
        return socket.getTimeout();
    }

    @Override
    public void sendHeader() throws IOException {
        socket.sendHeader();
    }

    @Override
    public void initialize(AMQConnection connection) {
        socket.initialize(connection);
    }

    @Override
    public void startProcessing() {
        socket.startProcessing();
    }

    @Override
    public void finishConnectionNegotiation() {
        socket.finishConnectionNegotiation();
    }

    @Override
    public void setFrameMax(int bytes) {
        socket.setFrameMax(bytes);
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public InetAddress getLocalAddress() {
        return socket.getLocalAddress();
    }

    @Override
    public int getLocalPort() {
        return socket.getLocalPort();
    }

    @Override
    public InetAddress getAddress() {
        return socket.getAddress();
    }

    @Override
    public int getPort() {
        return socket.getPort();
    }
}
