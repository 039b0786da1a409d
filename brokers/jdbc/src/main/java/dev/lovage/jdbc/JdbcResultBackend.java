package dev.lovage.jdbc;

import dev.lovage.messaging.Clock;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.ResultBackendOptions;
import dev.lovage.results.TaskResult;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Results in Celery's tables: one thread writes them in batches, one reads and waits. Thread-safe. */
final class JdbcResultBackend implements ResultBackend {

    private final String url;
    private final Duration expires;
    private final boolean extended;
    private final ZoneId zone;
    private final Clock clock;
    private final PickledValues values = new PickledValues();
    private final Database database;
    private final ResultReader<TaskResult> reader;
    private final ResultWriter writer;

    /** A backend that has connected to nothing yet. */
    JdbcResultBackend(String url, Dialect dialect, ResultBackendOptions options) {
        this.url = url;
        this.expires = options.expires();
        this.extended = options.extended();
        this.zone = options.zone();
        this.clock = options.clock();
        this.database = new Database(dialect, dialect.resultTables(), clock);
        this.reader = new ResultReader<>(database, clock, this::result);
        this.writer = new ResultWriter(database, clock, this::expiry, reader::changed);
    }

    @Override
    public String describe() {
        return url;
    }

    @Override
    public void connect(Duration timeout) {
        database.write("connect", session -> 0);
    }

    @Override
    public CompletionStage<Void> store(TaskResult result, String replyTo) {
        ResultRow row;
        try {
            row = ResultRow.of(result, extended, values, zone, clock);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        return writer.write(session -> ResultTable.store(session, row));
    }

    @Override
    public CompletionStage<Optional<TaskResult>> fetch(String taskId) {
        return reader.fetch(taskId);
    }

    @Override
    public CompletableFuture<TaskResult> whenReady(String taskId) {
        return reader.whenReady(taskId);
    }

    @Override
    public CompletionStage<Void> forget(String taskId) {
        return writer.write(session -> ResultTable.forget(session, taskId));
    }

    @Override
    public void close() {
        writer.close();
        reader.close();
        database.close();
    }

    /** Empty when it has expired and was not removed yet. */
    private Optional<TaskResult> result(ResultRow row) {
        return expiry().filter(row::isOlderThan).isPresent()
                ? Optional.empty()
                : Optional.of(row.toResult(values, zone));
    }

    private Optional<String> expiry() {
        return expires.isZero()
                ? Optional.empty()
                : Optional.of(ResultRow.date(LocalDateTime.ofInstant(clock.now().minus(expires), zone)));
    }
}
