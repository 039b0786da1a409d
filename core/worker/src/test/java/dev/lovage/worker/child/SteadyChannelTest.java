package dev.lovage.worker.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SteadyChannelTest {

    private static final int LARGE = 8 * 1024 * 1024;

    @TempDir
    private Path folder;

    private SocketChannel parent;
    private SteadyChannel child;

    @BeforeEach
    void connect() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            child = new SteadyChannel(SocketChannel.open(address));
            parent = server.accept();
        }
    }

    @AfterEach
    void close() throws IOException {
        child.close();
        parent.close();
    }

    /** On a thread that is interrupted before it waits, and while it does. */
    private static <T> FutureTask<T> onAThread(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        for (int i = 0; i < 10_000; i++) {
            thread.interrupt();
        }
        return task;
    }

    @Test
    void whoReadsIsNotDisturbedByInterrupts() throws Exception {
        ByteBuffer read = ByteBuffer.allocate(10);
        FutureTask<Boolean> reading = onAThread(() -> child.read(read) == 1 && Thread.interrupted());
        parent.write(ByteBuffer.wrap(new byte[] {42}));
        assertThat(reading.get(10, TimeUnit.SECONDS))
                .as("one byte, and the interrupt is kept")
                .isTrue();
        assertThat(read.get(0)).isEqualTo((byte) 42);
        parent.close();
        assertThat(child.read(read)).isEqualTo(-1);
    }

    @Test
    void whoWritesIsNotDisturbedByInterrupts() throws Exception {
        ByteBuffer large = ByteBuffer.allocate(LARGE);
        FutureTask<Boolean> writing = onAThread(() -> {
            while (large.hasRemaining()) {
                child.write(large);
            }
            return Thread.interrupted();
        });
        ByteBuffer read = ByteBuffer.allocate(LARGE);
        while (read.hasRemaining()) {
            assertThat(parent.read(read)).isPositive();
        }
        assertThat(writing.get(10, TimeUnit.SECONDS))
                .as("the interrupt is kept")
                .isTrue();
        assertThat(child.isOpen()).isTrue();
    }
}
