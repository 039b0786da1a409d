package dev.lovage.worker.pool;

import dev.lovage.worker.Request;
import dev.lovage.worker.channel.Frame;
import dev.lovage.worker.channel.FrameOutput;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One child JVM as its parent sees it: the process, the channel to it, and what it runs. Thread-safe. */
final class Child {

    /** What a child runs, since when on the monotonic clock. */
    record Running(Request request, long since) {}

    private final Process process;
    private final byte[] token;
    private final AtomicReference<@Nullable Running> running = new AtomicReference<>();
    private volatile @Nullable Link link;
    private volatile boolean ready;
    private volatile boolean leaving;
    private volatile String killedBecause = "";

    Child(Process process, byte[] token) {
        this.process = process;
        this.token = token;
    }

    /**
     * Where frames for it go, and where its channel is watched.
     *
     * @param waker makes the watcher look again
     */
    record Link(FrameOutput output, SelectionKey key, Runnable waker) {}

    Process process() {
        return process;
    }

    long pid() {
        return process.pid();
    }

    byte[] token() {
        return token;
    }

    void joined(Link value) {
        link = value;
    }

    Optional<Link> link() {
        return Optional.ofNullable(link);
    }

    /** Whether it has said hello. */
    boolean ready() {
        return ready;
    }

    void becameReady() {
        ready = true;
    }

    /** Whether it said, or was told, that it takes no more. */
    boolean leaving() {
        return leaving;
    }

    void leave() {
        leaving = true;
    }

    /** Makes it the runner of a request. */
    void take(Request request, long now) {
        running.set(new Running(request, now));
    }

    /** What it runs, which it then no longer does; empty if it runs nothing. */
    Optional<Running> release() {
        return Optional.ofNullable(running.getAndSet(null));
    }

    Optional<Running> running() {
        return Optional.ofNullable(running.get());
    }

    /**
     * Sends a frame without waiting. What the channel can't take now is kept, and written when it can. A broken channel is no
     * error here: its end is seen by who reads it.
     */
    void send(Frame frame) {
        Link to = link;
        if (to == null) {
            return;
        }
        try {
            if (!to.output().send(frame)) {
                to.key().interestOpsOr(SelectionKey.OP_WRITE);
                to.waker().run();
            }
        } catch (IOException | CancelledKeyException e) {
            process.destroyForcibly();
        }
    }

    /** Ends it at once, with the processes that it started. */
    void kill(String why) {
        killedBecause = why;
        ProcessHandle handle = process.toHandle();
        List<ProcessHandle> family = handle.descendants().toList();
        handle.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
    }

    /** Why the parent killed it; empty when it did not. */
    String killedBecause() {
        return killedBecause;
    }

    @Override
    public String toString() {
        return "child " + process.pid();
    }
}
