package dev.lovage.worker.child;

import dev.lovage.worker.channel.Folders;
import dev.lovage.worker.channel.Frame;
import dev.lovage.worker.channel.FrameInput;
import dev.lovage.worker.channel.FrameOutput;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import sun.misc.Signal;

/**
 * A child's end of the channel. Sending is thread-safe. Somebody reads it at all times but for a moment, so that the end of the
 * parent is noticed whatever the task does: the process then ends at once.
 */
final class ChildChannel {

    /** The exit code of a child whose parent is gone: EX_UNAVAILABLE. */
    private static final int ORPHANED = 69;

    private final Path socket;
    private final SocketChannel channel;
    private final FrameOutput output;
    private final Executor writer = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "lovage-channel-writer");
        thread.setDaemon(true);
        return thread;
    });
    private final Turns turns;

    /** @param aside takes what the parent sends beside requests */
    ChildChannel(Path socket, Consumer<Frame> aside) throws IOException {
        this.socket = socket;
        this.channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        this.output = new FrameOutput(channel);
        this.turns = new Turns(new FrameInput(channel), aside, this::orphaned);
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

    /** The same for a thread that may be interrupted meanwhile, which would close the channel that it writes to itself. */
    void sendForTask(Frame frame) {
        CompletableFuture.runAsync(() -> send(frame), writer).join();
    }

    /** Sends what will be answered, for a task. */
    void ask(Frame frame) {
        sendForTask(frame);
        turns.hurry();
    }

    /** Begins to read: what is neither to be run nor the order to stop is handed aside, on any thread. */
    void listen() {
        turns.start();
    }

    /** Waits for the next request, or for the order to stop. Called by the thread that runs tasks, when it is done with one. */
    Frame next() {
        return turns.next();
    }

    /** The same, but waits no longer than that. */
    Optional<Frame> next(Duration atMost) throws InterruptedException {
        return turns.next(atMost);
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
