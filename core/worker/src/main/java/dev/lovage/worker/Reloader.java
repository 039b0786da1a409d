package dev.lovage.worker;

import dev.lovage.worker.reload.CodeChange;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the pool renewed when code has changed, and tells what came of it. One renewal after the other, so that each gets to its end
 * however often files are saved. Belongs to the loop.
 */
final class Reloader {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker.reload");

    /** A renewal that takes longer hangs, most likely in the code that the next change is to mend. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int SHOWN_FILES = 5;

    /** What it tells of. */
    interface Tasks {

        List<CatalogEntry> catalog();

        /** Who hears, once, when the next task that begins has been run, and when it began. */
        void onNextRun(Consumer<Instant> listener);
    }

    private final WorkerLoop loop;
    private final Pool pool;
    private final Tasks tasks;
    private Optional<CodeChange> underWay = Optional.empty();
    private Optional<CodeChange> next = Optional.empty();
    private List<CatalogEntry> before = List.of();
    private long begun;
    private long renewals;
    private boolean stopped;

    Reloader(WorkerLoop loop, Pool pool, Tasks tasks) {
        this.loop = loop;
        this.pool = pool;
        this.tasks = tasks;
    }

    void changed(CodeChange change) {
        Duration left = PATIENCE.minusNanos(loop.clock().nanoTime() - begun);
        if (underWay.isEmpty() || left.isNegative()) {
            renew(change);
            return;
        }
        // A later change has nothing else to wait for than an earlier one.
        if (next.isEmpty()) {
            long hanging = renewals;
            loop.after(left, () -> overtake(hanging));
        }
        next = Optional.of(change);
    }

    /** What is under way for so long is not waited for, if there is something that may mend it. */
    private void overtake(long hanging) {
        if (hanging == renewals && underWay.isPresent()) {
            next.ifPresent(this::renew);
        }
    }

    void stop() {
        stopped = true;
    }

    private void renew(CodeChange change) {
        if (stopped) {
            return;
        }
        if (underWay.isEmpty()) {
            before = tasks.catalog();
        }
        underWay = Optional.of(change);
        next = Optional.empty();
        begun = loop.clock().nanoTime();
        long number = ++renewals;
        LOG.info("{} changed; starting new children", names(change));
        pool.renew()
                .whenComplete((nothing, failure) -> loop.execute(() -> {
                    // One that was overtaken has nothing to tell.
                    if (number == renewals) {
                        renewed(change, Optional.ofNullable(failure));
                    }
                }));
    }

    private void renewed(CodeChange change, Optional<Throwable> failure) {
        underWay = Optional.empty();
        if (failure.isPresent()) {
            LOG.error(
                    "The change can't be loaded, and the old code goes on:\n{}",
                    Persistence.cause(failure.get()).getMessage());
        } else {
            LOG.info(
                    "Reloaded in {} ms: {}",
                    String.format(Locale.ROOT, "%,d", (loop.clock().nanoTime() - begun) / 1_000_000),
                    CatalogChange.text(before, tasks.catalog()));
            tasks.onNextRun(began -> LOG.info(
                    "First task on the new code after {} ms, done after {} ms",
                    millis(change.saved(), began),
                    millis(change.saved(), loop.clock().now())));
        }
        next.ifPresent(this::renew);
    }

    private static String millis(Instant from, Instant to) {
        return String.format(Locale.ROOT, "%,d", Duration.between(from, to).toMillis());
    }

    private static String names(CodeChange change) {
        String names = change.files().stream()
                .limit(SHOWN_FILES)
                .map(Path::getFileName)
                .map(String::valueOf)
                .map(name -> Text.line(name, 100))
                .collect(Collectors.joining(", "));
        int more = change.files().size() - SHOWN_FILES;
        return more > 0 ? names + " and " + more + " more files" : names;
    }
}
