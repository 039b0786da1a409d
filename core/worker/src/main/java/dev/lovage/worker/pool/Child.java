package dev.lovage.worker.pool;

import dev.lovage.worker.Request;
import dev.lovage.worker.channel.Frame;
import dev.lovage.worker.channel.FrameOutput;
import dev.lovage.worker.run.Deadlines;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One child JVM as its parent sees it: the process, the channel to it, and what it runs. Thread-safe. */
final class Child {

    /** What a child runs, since when on the monotonic clock. */
    record Running(Request request, long since) {}

    private final Process process;
    private final byte[] token;
    private @Nullable Running running;
    private boolean ended;
    private volatile @Nullable Link link;
    private volatile boolean ready;
    private volatile boolean leaving;
    private volatile String killedBecause = "";
    private volatile Deadlines.@Nullable Deadline hardLimit;

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

    /** Makes it the runner of a request, unless it has ended meanwhile. */
    synchronized boolean take(Request request, long now) {
        if (ended) {
            return false;
        }
        running = new Running(request, now);
        return true;
    }

    /** When it is to be killed unless what it runs ends before. */
    void hardLimit(Deadlines.Deadline deadline) {
        hardLimit = deadline;
    }

    /** What it runs, which it then no longer does; empty if it runs nothing. */
    synchronized Optional<Running> release() {
        Optional<Running> released = Optional.ofNullable(running);
        running = null;
        Deadlines.Deadline limit = hardLimit;
        if (limit != null) {
            limit.cancel();
        }
        return released;
    }

    /** The same if it still runs that request. */
    synchronized Optional<Running> release(Request expected) {
        return running != null && running.request().slot() == expected.slot() ? release() : Optional.empty();
    }

    /** Its process has ended: it takes nothing any more. What it ran then. */
    synchronized Optional<Running> end() {
        ended = true;
        return release();
    }

    synchronized Optional<Running> running() {
        return Optional.ofNullable(running);
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
