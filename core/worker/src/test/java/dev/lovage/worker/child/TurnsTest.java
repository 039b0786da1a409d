package dev.lovage.worker.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.testkit.Eventually;
import dev.lovage.worker.channel.Frame;
import dev.lovage.worker.channel.FrameInput;
import dev.lovage.worker.channel.FrameOutput;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TurnsTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final List<Frame> aside = new CopyOnWriteArrayList<>();
    private final AtomicInteger orphaned = new AtomicInteger();

    @TempDir
    private Path folder;

    private SocketChannel socket;
    private SteadyChannel channel;
    private FrameOutput parent;
    private Turns turns;

    @BeforeEach
    void open() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            channel = new SteadyChannel(SocketChannel.open(address));
            socket = server.accept();
        }
        parent = new FrameOutput(socket);
        turns = new Turns(new FrameInput(channel), aside::add, orphaned::incrementAndGet);
        turns.start();
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
    }

    @Test
    void whatTheParentSendsIsReadWhileATaskTakesLong() throws IOException {
        parent.send(new Frame.Stop());
        assertThat(turns.next()).isInstanceOf(Frame.Stop.class);
        parent.send(new Frame.Answer(1, Optional.empty()));
        Eventually.until(SOON, "the answer is there, though nobody asked for the next task", () -> aside.size() == 1);
    }

    @Test
    void requestsComeInOrderWhoeverReadsThem() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            parent.send(new Frame.Answer(i, Optional.empty()));
            parent.send(new Frame.Stop());
            if (i % 400 == 7) {
                turns.hurry();
                int expected = i + 1;
                Eventually.until(SOON, "the other thread reads", () -> aside.size() == expected);
            }
            assertThat(turns.next()).isInstanceOf(Frame.Stop.class);
            assertThat(aside).hasSize(i + 1);
        }
        for (int i = 0; i < aside.size(); i++) {
            assertThat(((Frame.Answer) aside.get(i)).call()).isEqualTo(i);
        }
    }

    @Test
    void waitingHasAnEnd() throws Exception {
        assertThat(turns.next(Duration.ofMillis(5))).isEmpty();
        parent.send(new Frame.Stop());
        assertThat(turns.next(SOON)).isPresent();
    }

    @Test
    void anInterruptThatComesTooLateDoesNoHarm() throws IOException {
        parent.send(new Frame.Stop());
        Thread.currentThread().interrupt();
        assertThat(turns.next()).isInstanceOf(Frame.Stop.class);
        assertThat(orphaned).hasValue(0);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void anInterruptThatComesTooLateDoesNotHitTheNextTask() throws IOException {
        parent.send(new Frame.Answer(1, Optional.empty()));
        parent.send(new Frame.Stop());
        turns.hurry();
        Eventually.until(SOON, "the other thread reads", () -> aside.size() == 1);
        Thread.currentThread().interrupt();
        assertThat(turns.next()).isInstanceOf(Frame.Stop.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void anInterruptEndsAWaitThatHasAnEndAndNothingElse() throws IOException {
        Thread.currentThread().interrupt();
        assertThat(turns.next(SOON)).isEmpty();
        parent.send(new Frame.Stop());
        assertThat(turns.next(SOON)).isPresent();
    }

    @Test
    void theEndOfTheParentIsNoticedWhileATaskRuns() throws IOException {
        parent.send(new Frame.Stop());
        turns.next();
        socket.close();
        Eventually.until(SOON, "the process would have ended", () -> orphaned.get() > 0);
    }
}
