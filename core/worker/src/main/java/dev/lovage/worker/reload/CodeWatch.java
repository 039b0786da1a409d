package dev.lovage.worker.reload;

import dev.lovage.messaging.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches files and folders on a thread of its own, and tells once when they have changed and come to rest: a build writes many
 * files, an editor writes one in several steps, and a jar takes a while to be copied.
 *
 * <p>Hints come from the operating system; besides, a look at the attributes of all files is taken every now and then, for network
 * file systems give no hints. A file that was written again with the same contents has not changed.
 */
public final class CodeWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker.reload");

    private static final Duration QUIET = Duration.ofMillis(100);
    private static final Duration AGAIN = Duration.ofMillis(50);
    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(300);
    /** What never comes to rest is looked at all the same. */
    private static final Duration LONGEST_UNREST = Duration.ofSeconds(3);

    private static final Duration LONG_GONE = Duration.ofSeconds(5);
    /** A look shall take no more than this part of the time. */
    private static final int SHARE = 50;

    private final List<Path> roots;
    private final Clock clock;
    private final Consumer<CodeChange> listener;
    private final Hints hints;
    private final Duration sweep;
    private final Thread thread;
    private Snapshot known = Snapshot.NOTHING;
    private Duration nextLook;
    private volatile boolean closed;

    /**
     * A watch.
     *
     * @param places files and folders; one that is not there yet may come
     * @param listener is called on the watch's thread
     */
    public CodeWatch(List<Path> places, Clock clock, Consumer<CodeChange> listener) {
        this(places, clock, listener, hints(real(places)));
    }

    CodeWatch(List<Path> places, Clock clock, Consumer<CodeChange> listener, Hints hints) {
        this.roots = real(places);
        this.clock = clock;
        this.listener = listener;
        this.hints = hints;
        this.sweep = hints instanceof PollingHints ? POLL : SWEEP;
        this.nextLook = sweep;
        this.thread = new Thread(this::run, "lovage-reload");
        thread.setDaemon(true);
    }

    private static List<Path> real(List<Path> places) {
        return places.stream()
                .map(path -> path.toAbsolutePath().normalize())
                .distinct()
                .toList();
    }

    private static Hints hints(List<Path> roots) {
        try {
            return new KernelHints(roots);
        } catch (IOException e) {
            LOG.warn(
                    "The system gives no hints about changed files ({}); looking at them every {} ms instead",
                    e.getMessage(),
                    POLL.toMillis());
            return new PollingHints();
        }
    }

    /** Begins to watch; what changed before is not told. Returns when it is known what there is. */
    public void start() {
        known = look(Snapshot.NOTHING);
        LOG.info(
                "Watching {} files in {} place{} for changes",
                known.size(),
                roots.size(),
                roots.size() == 1 ? "" : "s");
        if (known.size() >= Walk.MOST_FILES) {
            LOG.warn(
                    "Only the first {} files of a folder are watched; name smaller ones with --reload=PATHS",
                    Walk.MOST_FILES);
        }
        thread.start();
    }

    /** Ends it; waits a little for its thread. */
    @Override
    public void close() {
        closed = true;
        hints.close();
        thread.interrupt();
        try {
            thread.join(SWEEP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try {
                if (hints.await(nextLook) || !fits()) {
                    Instant noticed = clock.now();
                    settle();
                    tell(noticed);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("Watching for changed code met a bug, and goes on", e);
            }
        }
    }

    private boolean fits() {
        long before = clock.nanoTime();
        boolean fits = known.stillFits(roots);
        Duration took = Duration.ofNanos(clock.nanoTime() - before).multipliedBy(SHARE);
        nextLook = took.compareTo(sweep) > 0 ? took : sweep;
        return fits;
    }

    /** Waits until nothing has happened for a moment. */
    private void settle() throws InterruptedException {
        long begun = clock.nanoTime();
        Snapshot last = Snapshot.of(roots, known);
        while (clock.nanoTime() - begun < LONGEST_UNREST.toNanos()) {
            boolean hinted = hints.await(QUIET);
            Snapshot next = hinted ? last : Snapshot.of(roots, last);
            if (!hinted && next.changedSince(last).isEmpty()) {
                return;
            }
            last = next;
        }
    }

    private void tell(Instant noticed) throws InterruptedException {
        Snapshot now = whole();
        List<Path> changed = now.changedSince(known);
        known = now;
        if (!changed.isEmpty()) {
            listener.accept(new CodeChange(changed, saved(changed, noticed)));
        }
    }

    /** As soon as no place is gone and no jar is half written. */
    private Snapshot whole() throws InterruptedException {
        long begun = clock.nanoTime();
        boolean told = false;
        Snapshot now = look(known);
        while (!now.complete()) {
            if (!told && clock.nanoTime() - begun > LONG_GONE.toNanos()) {
                told = true;
                LOG.warn("Waiting for {} to be there, and whole", now.missing());
            }
            hints.await(AGAIN);
            now = look(known);
        }
        return now;
    }

    /** A new folder is watched before it is looked into, so that nothing in it is overlooked. */
    private Snapshot look(Snapshot before) {
        Snapshot first = Snapshot.of(roots, before);
        hints.watch(first);
        return first.folders().equals(before.folders()) ? first : Snapshot.of(roots, first);
    }

    /** Times of files may be copied along with them: only a fresh one tells of the change. */
    private static Instant saved(List<Path> changed, Instant noticed) {
        return changed.stream()
                .map(CodeWatch::modified)
                .flatMap(Optional::stream)
                .filter(time -> time.isAfter(noticed.minusSeconds(2)) && time.isBefore(noticed.plusSeconds(4)))
                .max(Instant::compareTo)
                .orElse(noticed);
    }

    private static Optional<Instant> modified(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
