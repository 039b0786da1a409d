package dev.lovage.jdbc;

import dev.lovage.messaging.Backoff;
import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads results, and waits for them, on one thread that starts with the first question. Whenever anybody committed something
 * it looks for all that are waited for at once.
 */
final class ResultReader<T> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ResultReader.class);
    private static final long UNKNOWN = -1;

    /** So many are looked for at each change. With more, new rows are read instead, and all are looked for less often. */
    private static final int FEW = 200;

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final Database database;
    private final Clock clock;
    private final Function<ResultRow, Optional<T>> convert;
    private final ChangeWatch watch;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Thread thread = new Thread(this::run, "lovage-results-reader");
    private final Map<String, List<CompletableFuture<Optional<T>>>> fetches = new LinkedHashMap<>();
    private final Map<String, Set<CompletableFuture<T>>> waits = new LinkedHashMap<>();
    private final Set<String> fresh = new LinkedHashSet<>();
    private boolean changed;
    private boolean owed;
    private boolean started;
    private boolean closed;
    private long lookAgainAt;
    private long seenId = UNKNOWN; // Of the reading thread alone.

    /** A reader of nothing yet; {@code convert} makes a result of a row, or nothing of one that has expired. */
    ResultReader(Database database, Clock clock, Function<ResultRow, Optional<T>> convert) {
        this.database = database;
        this.clock = clock;
        this.convert = convert;
        this.watch = new ChangeWatch(database, this::changed);
        this.lookAgainAt = clock.nanoTime();
        thread.setDaemon(true);
    }

    CompletableFuture<Optional<T>> fetch(String taskId) {
        CompletableFuture<Optional<T>> answer = new CompletableFuture<>();
        locked(() -> {
            if (open(answer)) {
                fetches.computeIfAbsent(taskId, id -> new ArrayList<>()).add(answer);
            }
        });
        return answer;
    }

    CompletableFuture<T> whenReady(String taskId) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        locked(() -> {
            if (open(answer)) {
                if (waits.isEmpty()) {
                    watch.interest(1);
                }
                waits.computeIfAbsent(taskId, id -> new HashSet<>()).add(answer);
                fresh.add(taskId);
            }
        });
        CompletableFuture<T> unused = answer.whenComplete((result, failure) -> locked(() -> drop(taskId, answer)));
        return answer;
    }

    /** Says that something was committed here; the watch says what others committed. */
    void changed() {
        locked(() -> changed = true);
    }

    @Override
    public void close() {
        List<CompletableFuture<?>> open = new ArrayList<>();
        boolean running;
        lock.lock();
        try {
            running = started && !closed;
            closed = true;
            fetches.values().forEach(open::addAll);
            waits.values().forEach(open::addAll);
            work.signalAll();
        } finally {
            lock.unlock();
        }
        open.forEach(answer -> answer.completeExceptionally(closedBackend()));
        watch.close();
        if (running && Thread.currentThread() != thread) {
            try {
                thread.join(CLOSE_PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What to ask the database in one turn. */
    private record Questions(Set<String> fetched, Set<String> waited, boolean all, boolean news) {}

    private void run() {
        Backoff backoff = new Backoff(new SplittableRandom());
        try {
            for (Optional<Questions> next = next(); next.isPresent(); next = next()) {
                try {
                    ask(next.get());
                    backoff.reset();
                } catch (BrokerUnavailableException e) {
                    again(next.get(), backoff.next(), e);
                } catch (RuntimeException e) {
                    fail(next.get(), e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for something to ask; empty when closed. */
    private Optional<Questions> next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                long wait = lookAgainAt - clock.nanoTime();
                boolean all = (changed || owed) && !waits.isEmpty() && wait <= 0;
                boolean news = changed && waits.size() > FEW;
                if (all || news || !fetches.isEmpty() || !fresh.isEmpty()) {
                    return Optional.of(questions(all, news));
                }
                if ((changed || owed) && !waits.isEmpty()) {
                    work.awaitNanos(wait);
                } else {
                    work.await();
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Under {@code lock}. */
    private Questions questions(boolean all, boolean news) {
        Set<String> waited = new LinkedHashSet<>(all ? waits.keySet() : fresh);
        fresh.clear();
        if (all || news) {
            changed = false;
            owed = !all; // A row that was changed, not inserted, is no news.
        }
        return new Questions(Set.copyOf(fetches.keySet()), waited, all, news);
    }

    private void ask(Questions questions) {
        long start = clock.nanoTime();
        if (questions.news()) {
            questions.waited().addAll(news());
        }
        List<String> waited = List.copyOf(questions.waited());
        List<String> fetched = List.copyOf(questions.fetched());
        List<ResultRow> ready = database.read("read results", session -> ResultTable.findReady(session, waited));
        List<ResultRow> rows = database.read("read results", session -> ResultTable.find(session, fetched));
        if (questions.all()) {
            // When very many are waited for, looking for them at each commit would take all of this thread's time.
            long now = clock.nanoTime();
            locked(() -> lookAgainAt = now + 3 * (now - start));
        }
        ready.forEach(this::answerWaits);
        Map<String, ResultRow> found = new HashMap<>();
        rows.forEach(row -> found.put(row.taskId(), row));
        fetched.forEach(id -> answerFetches(id, Optional.ofNullable(found.get(id))));
    }

    /** Which of those waited for have a row since this was asked last. */
    private List<String> news() {
        if (seenId == UNKNOWN) {
            seenId = database.read("read results", ResultTable::highestId);
            locked(() -> owed = true);
            return List.of();
        }
        List<String> found = new ArrayList<>();
        List<ResultTable.News> rows = database.read("read results", session -> ResultTable.after(session, seenId));
        for (ResultTable.News row : rows) {
            seenId = row.id();
            found.add(row.taskId());
        }
        if (!rows.isEmpty()) {
            locked(() -> changed = true); // There may be more.
        }
        locked(() -> found.retainAll(waits.keySet()));
        return found;
    }

    private void answerWaits(ResultRow row) {
        List<CompletableFuture<T>> answers;
        lock.lock();
        try {
            answers = List.copyOf(waits.getOrDefault(row.taskId(), Set.of()));
        } finally {
            lock.unlock();
        }
        try {
            convert.apply(row).ifPresent(result -> answers.forEach(answer -> answer.complete(result)));
        } catch (RuntimeException e) {
            answers.forEach(answer -> answer.completeExceptionally(e));
        }
    }

    private void answerFetches(String taskId, Optional<ResultRow> row) {
        List<CompletableFuture<Optional<T>>> answers = takeFetches(taskId);
        try {
            Optional<T> result = row.flatMap(convert);
            answers.forEach(answer -> answer.complete(result));
        } catch (RuntimeException e) {
            answers.forEach(answer -> answer.completeExceptionally(e));
        }
    }

    private List<CompletableFuture<Optional<T>>> takeFetches(String taskId) {
        lock.lock();
        try {
            List<CompletableFuture<Optional<T>>> answers = fetches.remove(taskId);
            return answers == null ? List.of() : answers;
        } finally {
            lock.unlock();
        }
    }

    /** The database is away: all questions stay, and are asked again. */
    private void again(Questions questions, Duration wait, BrokerException failure) throws InterruptedException {
        seenId = UNKNOWN;
        LOG.warn("Can't read results, trying again in {} ms: {}", wait.toMillis(), failure.getMessage());
        lock.lockInterruptibly();
        try {
            fresh.addAll(questions.waited());
            fresh.retainAll(waits.keySet());
            changed |= questions.all() || questions.news();
            long nanos = wait.toNanos();
            while (!closed && nanos > 0) {
                nanos = work.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void fail(Questions questions, RuntimeException failure) {
        questions.fetched().forEach(id -> takeFetches(id).forEach(answer -> answer.completeExceptionally(failure)));
        List<CompletableFuture<T>> answers = new ArrayList<>();
        locked(() -> questions.waited().forEach(id -> answers.addAll(waits.getOrDefault(id, Set.of()))));
        answers.forEach(answer -> answer.completeExceptionally(failure));
    }

    /** Under {@code lock}. */
    private boolean open(CompletableFuture<?> answer) {
        if (closed) {
            answer.completeExceptionally(closedBackend());
            return false;
        }
        if (!started) {
            started = true;
            thread.start();
        }
        return true;
    }

    private void drop(String taskId, CompletableFuture<T> answer) {
        Set<CompletableFuture<T>> others = waits.get(taskId);
        if (others == null || !others.remove(answer) || !others.isEmpty()) {
            return;
        }
        waits.remove(taskId);
        fresh.remove(taskId);
        if (waits.isEmpty()) {
            watch.interest(-1);
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private BrokerException closedBackend() {
        return new BrokerException("The result backend on " + database.dialect().describe() + " was closed");
    }
}
