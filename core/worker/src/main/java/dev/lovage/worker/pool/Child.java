package dev.lovage.worker.pool;

import dev.lovage.worker.Request;
import dev.lovage.worker.channel.ChannelException;
import dev.lovage.worker.channel.Frame;
import dev.lovage.worker.channel.FrameOutput;
import dev.lovage.worker.run.Deadlines.Deadline;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One child JVM as its parent sees it: the process, and the channel to it. Thread-safe. */
final class Child {

    private final Member member;
    private final Process process;
    private final byte[] token;
    private final LastWords lastWords = new LastWords();
    private volatile @Nullable Link link;
    private volatile Frame.@Nullable Hello hello;
    private volatile @Nullable Deadline hardLimit;
    private volatile boolean leaving;
    private volatile String killedBecause = "";
    private final Queue<Request> unsent = new ConcurrentLinkedQueue<>();
    private final ReentrantLock sending = new ReentrantLock();

    Child(Member member, Process process, byte[] token) {
        this.member = member;
        this.process = process;
        this.token = token;
    }

    /**
     * Where frames for it go, and where its channel is watched.
     *
     * @param waker makes the watcher look again
     */
    record Link(FrameOutput output, SelectionKey key, Runnable waker) {}

    Member member() {
        return member;
    }

    Process process() {
        return process;
    }

    long pid() {
        return process.pid();
    }

    byte[] token() {
        return token;
    }

    LastWords lastWords() {
        return lastWords;
    }

    void joined(Link value) {
        link = value;
    }

    Optional<Link> link() {
        return Optional.ofNullable(link);
    }

    /** What it said of the code that it has loaded; empty until it is ready. */
    Optional<Frame.Hello> hello() {
        return Optional.ofNullable(hello);
    }

    void said(Frame.Hello value) {
        hello = value;
    }

    /** When it is to be killed unless what it runs ends before. */
    void hardLimit(Deadline deadline) {
        hardLimit = deadline;
    }

    /** What it ran has ended. */
    void cancelHardLimit() {
        Deadline limit = hardLimit;
        if (limit != null) {
            limit.cancel();
            hardLimit = null;
        }
    }

    /** Whether it said, or was told, that it takes no more. */
    boolean leaving() {
        return leaving;
    }

    void leave() {
        leaving = true;
    }

    /**
     * Sends a frame without waiting. What the channel can't take now is kept, and written when it can.
     *
     * @return whether it was taken; a broken channel takes nothing, and its end is seen by who reads it
     */
    boolean send(Frame frame) {
        Link to = link;
        if (to == null) {
            return false;
        }
        try {
            if (!to.output().send(frame)) {
                to.key().interestOpsOr(SelectionKey.OP_WRITE);
                to.waker().run();
            }
            return true;
        } catch (IOException | CancelledKeyException e) {
            return false;
        }
    }

    /** A request for it, to be sent by the next {@link #sendNext}. */
    void enqueue(Request request) {
        unsent.add(request);
    }

    /**
     * Sends the first request that is not sent yet, whoever it was that wanted one sent: so they arrive in the order in which they were
     * decided.
     *
     * @param failed hears of one that could not be sent; with an exception, of one that can't be sent to any child
     * @return whether there was one
     */
    boolean sendNext(BiConsumer<Request, Optional<ChannelException>> failed) {
        sending.lock();
        try {
            Request request = unsent.poll();
            if (request == null) {
                return false;
            }
            try {
                if (!send(new Frame.Run(request))) {
                    failed.accept(request, Optional.empty());
                }
            } catch (ChannelException e) {
                failed.accept(request, Optional.of(e));
            }
            return true;
        } finally {
            sending.unlock();
        }
    }

    /** Ends it at once, with the processes that it started: when it has ended, they descend from it no more. */
    void kill(String why) {
        killedBecause = why;
        List<ProcessHandle> family = Descent.of(process.toHandle());
        process.destroyForcibly();
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
