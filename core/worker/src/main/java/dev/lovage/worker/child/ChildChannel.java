package dev.lovage.worker.child;

import dev.lovage.worker.channel.Folders;
import dev.lovage.worker.channel.Frame;
import dev.lovage.worker.channel.FrameInput;
import dev.lovage.worker.channel.FrameOutput;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import sun.misc.Signal;

/**
 * A child's end of the channel. Sending is thread-safe; frames arrive on a thread that does nothing else, so that the end of the
 * parent is noticed whatever the task does: the process then ends at once.
 */
final class ChildChannel {

    /** The exit code of a child whose parent is gone: EX_UNAVAILABLE. */
    private static final int ORPHANED = 69;

    private final Path socket;
    private final SocketChannel channel;
    private final FrameOutput output;

    ChildChannel(Path socket) throws IOException {
        this.socket = socket;
        this.channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        this.output = new FrameOutput(channel);
    }

    /** Sends a frame, waiting while the parent is slow to take it. */
    void send(Frame frame) {
        try {
            output.send(frame);
        } catch (IOException e) {
            // Without a parent there is nothing to say and nobody to say it to.
            orphaned();
        }
    }

    /** Begins to listen. */
    void listen(Consumer<Frame> listener) {
        Thread thread = new Thread(() -> read(listener), "lovage-channel");
        thread.setDaemon(true);
        thread.start();
    }

    private void read(Consumer<Frame> listener) {
        FrameInput input = new FrameInput(channel);
        try {
            for (Optional<Frame> frame = input.await(); frame.isPresent(); frame = input.await()) {
                listener.accept(frame.get());
            }
        } catch (Throwable broken) {
            // Whatever it was, a child that does not hear its parent must not live on.
            orphaned();
        }
        orphaned();
    }

    /**
     * Ends this process at once. A parent that was killed could not remove the socket: its last children do. A halt waits until
     * every thread reaches a safepoint, which a loop of the task's may not do for long; a signal does not wait.
     */
    private void orphaned() {
        try {
            Path folder = socket.getParent();
            if (folder != null) {
                Folders.remove(folder);
            }
            Signal.raise(new Signal("KILL"));
        } catch (IOException | IllegalArgumentException e) {
            Runtime.getRuntime().halt(ORPHANED);
        }
        Runtime.getRuntime().halt(ORPHANED);
    }
}
