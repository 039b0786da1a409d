package dev.lovage.jdbc;

import dev.lovage.messaging.Backoff;
import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.Clock;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to the result tables on one thread that starts with the first write: all that wait go in one transaction. */
final class ResultWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ResultWriter.class);
    private static final int LARGEST_BATCH = 500;
    private static final Duration CLEAN_EVERY = Duration.ofMinutes(10);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final Database database;
    private final Clock clock;
    private final Supplier<Optional<String>> expiry;
    private final Runnable written;
    private final LinkedBlockingQueue<Pending> waiting = new LinkedBlockingQueue<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "lovage-results-writer");
    private boolean started;
    private long cleanAt;

    /**
     * A writer with nothing to write.
     *
     * @param expiry the date before which results have expired, if they do
     * @param written called after each transaction
     */
    ResultWriter(Database database, Clock clock, Supplier<Optional<String>> expiry, Runnable written) {
        this.database = database;
        this.clock = clock;
        this.expiry = expiry;
        this.written = written;
        this.cleanAt = clock.nanoTime();
        thread.setDaemon(true);
    }

    /** One change of the tables. */
    interface Change {
        void apply(Session session) throws SQLException;
    }

    private record Pending(Change change, CompletableFuture<Void> done) {}

    /** Makes a change soon, over lost connections until it is made. */
    CompletionStage<Void> write(Change change) {
        Pending pending = new Pending(change, new CompletableFuture<>());
        synchronized (this) {
            if (closing.getCount() == 0) {
                pending.done().completeExceptionally(closed());
                return pending.done();
            }
            waiting.add(pending);
            if (!started) {
                started = true;
                thread.start();
            }
        }
        return pending.done();
    }

    /** Writes what waits if that is possible now, and fails the rest. */
    @Override
    public void close() {
        synchronized (this) {
            closing.countDown();
            if (!started) {
                return;
            }
        }
        // An empty change, to be woken by.
        waiting.add(new Pending(session -> {}, new CompletableFuture<>()));
        try {
            thread.join(CLOSE_PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Pending> batch = new ArrayList<>();
        try {
            while (closing.getCount() > 0 || !waiting.isEmpty()) {
                batch.add(waiting.take());
                waiting.drainTo(batch, LARGEST_BATCH - 1);
                write(batch);
                batch.clear();
                cleanIfDue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.drainTo(batch);
            batch.forEach(pending -> pending.done().completeExceptionally(closed()));
        }
    }

    private void write(List<Pending> batch) throws InterruptedException {
        Backoff backoff = new Backoff(new SplittableRandom());
        while (true) {
            try {
                database.write("store results", session -> {
                    for (Pending pending : batch) {
                        pending.change().apply(session);
                    }
                    return batch.size();
                });
                batch.forEach(pending -> pending.done().complete(null));
                written.run();
                return;
            } catch (BrokerUnavailableException e) {
                if (!pause(backoff.next(), batch.size(), e)) {
                    batch.forEach(pending -> pending.done().completeExceptionally(e));
                    return;
                }
            } catch (RuntimeException e) {
                refused(batch, e);
                return;
            }
        }
    }

    /** One that the database refuses shall fail alone. */
    private void refused(List<Pending> batch, RuntimeException failure) throws InterruptedException {
        if (batch.size() == 1) {
            batch.get(0).done().completeExceptionally(failure);
            return;
        }
        for (Pending pending : batch) {
            write(List.of(pending));
        }
    }

    private boolean pause(Duration wait, int size, BrokerUnavailableException failure) throws InterruptedException {
        LOG.warn("{} results wait for {} ms: {}", size, wait.toMillis(), failure.getMessage());
        return !closing.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void cleanIfDue() {
        if (clock.nanoTime() - cleanAt < 0) {
            return;
        }
        try {
            Optional<String> date = expiry.get();
            boolean more = date.isPresent()
                    && database.write("remove expired results", session -> ResultTable.clean(session, date.get()));
            // A great many go bit by bit, so that nobody waits for it long.
            cleanAt = clock.nanoTime() + (more ? 0 : CLEAN_EVERY.toNanos());
        } catch (BrokerException e) {
            cleanAt = clock.nanoTime() + CLEAN_EVERY.toNanos();
            LOG.warn("Could not remove expired results; trying again in {} minutes", CLEAN_EVERY.toMinutes(), e);
        }
    }

    private BrokerException closed() {
        return new BrokerException("The result backend on " + database.dialect().describe() + " was closed");
    }
}
