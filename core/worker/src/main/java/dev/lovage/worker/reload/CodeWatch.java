package dev.lovage.worker.reload;

import dev.lovage.messaging.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(300);
    /** What never comes to rest is looked at all the same. */
    private static final Duration LONGEST_UNREST = Duration.ofSeconds(12);
    /** A look shall take no more than this part of the time. */
    private static final int SHARE = 50;

    private final Places places;
    private final Clock clock;
    private final Hints hints;
    private final Duration sweep;
    private Snapshot known = Snapshot.NOTHING;
    private Duration nextLook;
    private boolean toldUnreadable;
    private Optional<Thread> thread = Optional.empty();
    private volatile boolean closed;

    /**
     * A watch, which begins with {@link #look}.
     *
     * @param places files and folders
     * @param ignored files in them that this program writes itself
     */
    public CodeWatch(List<Path> places, Set<Path> ignored, Clock clock) {
        this(new Places(places, ignored), clock);
    }

    private CodeWatch(Places places, Clock clock) {
        this(places, clock, hints(places, clock));
    }

    CodeWatch(Places places, Clock clock, Hints hints) {
        this.places = places;
        this.clock = clock;
        this.hints = hints;
        this.sweep = hints instanceof PollingHints ? POLL : SWEEP;
        this.nextLook = sweep;
    }

    private static Hints hints(Places places, Clock clock) {
        try {
            return new KernelHints(places, clock);
        } catch (IOException e) {
            LOG.warn(
                    "The system gives no hints about changed files ({}); looking at them every {} ms instead",
                    e.getMessage(),
                    POLL.toMillis());
            return new PollingHints();
        }
    }

    /** Gets to know what there is: what changes from now on is told, as soon as somebody listens. */
    public void look() {
        known = look(Snapshot.NOTHING);
        int count = places.roots().size();
        LOG.info("Watching {} files in {} place{} for changes", known.size(), count, count == 1 ? "" : "s");
        if (known.size() >= Walk.MOST_FILES) {
            LOG.warn(
                    "Only the first {} files of a folder are watched; name smaller ones with --reload=PATHS",
                    Walk.MOST_FILES);
        }
    }

    /**
     * Begins to tell.
     *
     * @param listener is called on the watch's thread
     */
    public synchronized void start(Consumer<CodeChange> listener) {
        Thread watching = new Thread(() -> run(listener), "lovage-reload");
        watching.setDaemon(true);
        watching.start();
        thread = Optional.of(watching);
    }

    /** Ends it; waits a little for its thread. */
    @Override
    public synchronized void close() {
        closed = true;
        hints.close();
        thread.ifPresent(CodeWatch::end);
    }

    private static void end(Thread thread) {
        thread.interrupt();
        try {
            thread.join(SWEEP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Consumer<CodeChange> listener) {
        while (!closed) {
            try {
                if (hints.await(nextLook) || !fits()) {
                    Instant noticed = clock.now();
                    change(settled(), noticed).ifPresent(listener);
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
        boolean fits = known.stillFits(places);
        Duration took = since(before).multipliedBy(SHARE);
        nextLook = took.compareTo(sweep) > 0 ? took : sweep;
        return fits;
    }

    /** What there is when nothing has happened for a while. */
    private Snapshot settled() throws InterruptedException {
        long begun = clock.nanoTime();
        long still = begun;
        Rest rest = new Rest(known);
        Snapshot last = look(known);
        while (since(still).compareTo(rest.enough(last)) < 0) {
            if (since(begun).compareTo(LONGEST_UNREST) > 0) {
                return look(last);
            }
            boolean hinted = hints.await(Rest.SHORTEST);
            Snapshot next = hinted ? last : look(last);
            if (hinted || !next.changedSince(last).isEmpty()) {
                still = clock.nanoTime();
            }
            last = next;
        }
        return last;
    }

    /** What differs from what was known. A place that stays gone keeps nobody from hearing of the others. */
    private Optional<CodeChange> change(Snapshot now, Instant noticed) {
        if (!known.missing().containsAll(now.missing())) {
            LOG.warn("Waiting for {} to be there, and whole", now.missing());
        }
        List<Path> changed = now.changedSince(known);
        known = now;
        return changed.isEmpty() ? Optional.empty() : Optional.of(new CodeChange(changed, saved(changed, noticed)));
    }

    /** A new folder is watched before it is looked into, so that nothing in it is overlooked. */
    private Snapshot look(Snapshot before) {
        Snapshot first = Snapshot.of(places, before);
        hints.watch(first);
        Snapshot now = first.folders().equals(before.folders()) ? first : Snapshot.of(places, first);
        if (!toldUnreadable && !now.unreadable().isEmpty()) {
            toldUnreadable = true;
            LOG.warn(
                    "{} can't be read; of such files a new time counts as a change",
                    now.unreadable().get(0));
        }
        return now;
    }

    private Duration since(long nanos) {
        return Duration.ofNanos(clock.nanoTime() - nanos);
    }

    /** Times of files may be copied along with them: only a fresh one tells of the change. */
    private static Instant saved(List<Path> changed, Instant noticed) {
        return changed.stream()
                .map(CodeWatch::modified)
                .flatMap(Optional::stream)
                .filter(time -> time.isAfter(noticed.minusSeconds(2)) && time.isBefore(noticed.plusSeconds(15)))
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
