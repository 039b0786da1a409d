package dev.lovage.worker.pool;

import dev.lovage.messaging.Clock;
import dev.lovage.worker.channel.ChannelException;
import dev.lovage.worker.channel.Frame;
import dev.lovage.worker.channel.Frame.Join;
import dev.lovage.worker.channel.FrameInput;
import dev.lovage.worker.channel.FrameOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that listens to all children of a pool, over a Unix-domain socket in a folder that only this user can enter.
 *
 * <p>A process that joins must bring the token that its child was given and have its process id; any other is hung up on.
 */
final class Switchboard {

    private static final Logger log = LoggerFactory.getLogger(Switchboard.class);

    /** Hears what happens to children, on the switchboard's thread. */
    interface Listener {

        void onFrame(Child child, Frame frame);

        /** The process has ended and all that it sent was heard. */
        void onEnded(Child child, int exitCode);

        /** Nobody is listened to any more; the last that is heard. */
        void onFailed(Throwable why);
    }

    /** A connection that has not joined yet, or has. */
    private static final class Line {
        final FrameInput input;
        final SocketChannel channel;
        Optional<Child> child = Optional.empty();

        Line(SocketChannel channel) {
            this.channel = channel;
            this.input = new FrameInput(channel);
        }
    }

    /** How long nobody is let in when that did not go: no file descriptor is left, say. */
    private static final Duration DOOR_SHUT = Duration.ofSeconds(1);

    private final Scratch scratch;
    private final Path socket;
    private final ServerSocketChannel server;
    private final Selector selector;
    private final Listener listener;
    private final Clock clock;
    private final SelectionKey door;
    private boolean doorShut;
    private long shutSince;
    private final Map<Long, Child> expected = new ConcurrentHashMap<>();
    private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
    private final ReentrantLock gate = new ReentrantLock();
    private volatile boolean started;
    private volatile boolean closed;
    private boolean released;

    Switchboard(Listener listener, Clock clock) {
        this.listener = listener;
        this.clock = clock;
        try {
            scratch = Scratch.create(clock);
            socket = scratch.folder().resolve("pool.sock");
            selector = Selector.open();
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket), 128);
            server.configureBlocking(false);
            door = server.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Can't open the channel to child JVMs in " + System.getProperty("java.io.tmpdir")
                            + ": is that folder writable, and its path shorter than 80 characters?",
                    e);
        }
    }

    /** A folder that only this user can enter, removed at the end with all that is in it. */
    Path folder() {
        return scratch.folder();
    }

    Path socket() {
        return socket;
    }

    void start() {
        started = true;
        Thread thread = new Thread(this::serve, "lovage-pool-channel");
        thread.setDaemon(true);
        thread.start();
    }

    /** Lets a started child join, and watches for its end. */
    void expect(Child child) {
        expected.put(child.pid(), child);
        var unused = child.process()
                .onExit()
                .thenCompose(process -> child.hello().isPresent()
                        ? CompletableFuture.completedFuture(null)
                        : child.lastWords().heard())
                .thenAccept(heard -> post(() -> ended(child)));
    }

    /** Runs something on the switchboard's thread. */
    void post(Runnable action) {
        posted.add(action);
        wake();
    }

    /** Makes its thread look again at what there is to do; a closed one stays closed. */
    void wake() {
        gate.lock();
        try {
            if (!released) {
                selector.wakeup();
            }
        } finally {
            gate.unlock();
        }
    }

    /** Ends its thread and removes its folder. */
    void close() {
        closed = true;
        if (started) {
            wake();
        } else {
            release();
        }
    }

    private void serve() {
        try {
            while (!closed) {
                selector.select(this::ready, doorShut ? DOOR_SHUT.toMillis() : 0);
                for (Runnable next = posted.poll(); next != null; next = posted.poll()) {
                    guarded(next, () -> {});
                }
                if (doorShut && clock.nanoTime() - shutSince > DOOR_SHUT.toNanos()) {
                    door.interestOps(SelectionKey.OP_ACCEPT);
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            if (!closed) {
                listener.onFailed(e);
            }
        } finally {
            release();
        }
    }

    private void ready(SelectionKey key) {
        if (key == door) {
            accept();
            return;
        }
        Line line = (Line) key.attachment();
        // A message that can't be handled is as good as lost: so is then the child, for what it runs would never be
        // told.
        guarded(() -> handle(key, line), () -> hangUp(key, line));
    }

    private void handle(SelectionKey key, Line line) {
        if (key.isValid() && key.isWritable()) {
            write(key, line);
        }
        if (key.isValid() && key.isReadable()) {
            read(key, line);
        }
    }

    private void accept() {
        try {
            SocketChannel channel = server.accept();
            if (channel != null) {
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, new Line(channel));
            }
            doorShut = false;
        } catch (IOException e) {
            if (!doorShut) {
                log.warn("A child JVM could not connect, and is let in later: {}", e.toString());
            }
            doorShut = true;
            shutSince = clock.nanoTime();
            door.interestOps(0);
        }
    }

    private void write(SelectionKey key, Line line) {
        // Cleared before writing: a sender that is refused meanwhile sets it again.
        key.interestOpsAnd(~SelectionKey.OP_WRITE);
        line.child.flatMap(Child::link).ifPresent(link -> {
            try {
                if (!link.output().flush()) {
                    key.interestOpsOr(SelectionKey.OP_WRITE);
                }
            } catch (IOException e) {
                hangUp(key, line);
            }
        });
    }

    private void read(SelectionKey key, Line line) {
        try {
            int count = line.input.fill();
            for (Optional<Frame> frame = line.input.next(); frame.isPresent(); frame = line.input.next()) {
                hear(key, line, frame.get());
            }
            if (count < 0) {
                hangUp(key, line);
            }
        } catch (IOException e) {
            hangUp(key, line);
        } catch (ChannelException e) {
            log.warn(
                    "{} sent what is no frame and is ended: {}",
                    line.child.map(Child::toString).orElse("A stranger"),
                    e.getMessage());
            hangUp(key, line);
        }
    }

    private void hear(SelectionKey key, Line line, Frame frame) {
        if (line.child.isPresent()) {
            listener.onFrame(line.child.get(), frame);
            return;
        }
        if (frame instanceof Join join && join.version() == Frame.VERSION) {
            Child child = expected.get(join.pid());
            if (child != null && MessageDigest.isEqual(child.token(), join.token())) {
                expected.remove(join.pid());
                line.child = Optional.of(child);
                child.joined(new Child.Link(new FrameOutput(line.channel), key, this::wake));
                return;
            }
        }
        log.warn("Something that is no child JVM of this worker connected to {} and was hung up on", socket);
        hangUp(key, line);
    }

    /** A child whose channel is broken is of no use: it is killed if it does not end by itself, and its end is heard. */
    private void hangUp(SelectionKey key, Line line) {
        key.cancel();
        try {
            line.channel.close();
        } catch (IOException e) {
            log.debug("Closing a channel", e);
        }
        line.child.ifPresent(child -> {
            if (!child.leaving()) {
                child.process().destroyForcibly();
            }
        });
    }

    /** What a child sent before it ended is still in the socket: it is read first. */
    private void ended(Child child) {
        expected.remove(child.pid());
        child.link().ifPresent(link -> {
            SelectionKey key = link.key();
            if (key.attachment() instanceof Line line) {
                drain(key, line);
            }
        });
        listener.onEnded(child, child.process().exitValue());
    }

    private void drain(SelectionKey key, Line line) {
        try {
            int count = key.isValid() ? line.input.fill() : -1;
            while (count > 0) {
                for (Optional<Frame> frame = line.input.next(); frame.isPresent(); frame = line.input.next()) {
                    hear(key, line, frame.get());
                }
                count = line.input.fill();
            }
        } catch (IOException | ChannelException e) {
            log.debug("The last words of {}", line.child, e);
        }
        hangUp(key, line);
    }

    private static void guarded(Runnable action, Runnable otherwise) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            log.error("Handling a child JVM's message failed; please report this", e);
            otherwise.run();
        }
    }

    private void release() {
        gate.lock();
        try {
            released = true;
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            log.debug("Closing {}", socket, e);
        } finally {
            scratch.close();
            gate.unlock();
        }
    }
}
