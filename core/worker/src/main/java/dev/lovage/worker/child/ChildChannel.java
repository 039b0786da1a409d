package dev.lovage.worker.child;

import dev.lovage.worker.channel.Frame;
import dev.lovage.worker.channel.Frame.Returned;
import dev.lovage.worker.channel.FrameInput;
import dev.lovage.worker.channel.FrameOutput;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import sun.misc.Signal;

/**
 * A child's end of the channel. Sending is thread-safe. Somebody reads it at all times but for a moment, so that the end of the
 * parent is noticed whatever the task does: the process then ends at once.
 */
final class ChildChannel {

    /** The exit code of a child whose parent is gone: EX_UNAVAILABLE. */
    private static final int ORPHANED = 69;

    private final FrameOutput output;
    private final Turns turns;

    /** @param aside takes what the parent sends beside requests */
    ChildChannel(Path socket, Consumer<Frame> aside) throws IOException {
        SteadyChannel channel = new SteadyChannel(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        this.output = new FrameOutput(channel);
        this.turns = new Turns(new FrameInput(channel), aside, ChildChannel::orphaned);
    }

    /** Sends a frame, waiting while the parent is slow to take it, whatever interrupts this thread. */
    void send(Frame frame) {
        try {
            output.send(frame);
        } catch (IOException e) {
            // Without a parent there is nothing to say and nobody to say it to.
            orphaned();
        }
    }

    /** Sends what will be answered, for a task. */
    void ask(Frame frame) {
        send(frame);
        turns.hurry();
    }

    /** Gives a request back that has not begun; does nothing about one that has. */
    void giveBack(long slot) {
        if (turns.forget(slot)) {
            send(new Returned(slot));
        }
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
    Optional<Frame> next(Duration atMost) {
        return turns.next(atMost);
    }

    /**
     * Ends this process at once. It removes nothing of its pool's: perhaps only this channel is broken, and the parent and its other
     * children go on; if not, the parent's watcher removes it, or the next pool. A halt waits until every thread reaches a
     * safepoint, which a loop of the task's may not do for long; a signal does not wait.
     */
    private static void orphaned() {
        try {
            Signal.raise(new Signal("KILL"));
        } catch (IllegalArgumentException e) {
            Runtime.getRuntime().halt(ORPHANED);
        }
        Runtime.getRuntime().halt(ORPHANED);
    }
}
