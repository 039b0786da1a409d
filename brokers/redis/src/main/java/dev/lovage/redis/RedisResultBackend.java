package dev.lovage.redis;

import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerUrl;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.ResultBackendOptions;
import dev.lovage.results.TaskResult;
import dev.lovage.wire.ResultMeta;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** Results in a Redis database under Celery's keys; who waits is told by the channel of the same name. */
final class RedisResultBackend implements ResultBackend {

    private static final Script STORE = Script.load("store");
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(4);
    /** What a Redis string can hold. */
    private static final int MOST_BYTES = 512 << 20;

    private final ResultBackendOptions options;
    private final String keyPrefix;
    private final ResultMeta meta;
    private final Connections connections;
    private final Batcher writer;
    private final Batcher reader;
    private final ResultWaits waits;

    RedisResultBackend(List<BrokerUrl> urls, ResultBackendOptions options) {
        this.options = options;
        Options transport = Options.of(urls.get(0), options.transportOptions());
        keyPrefix = prefix(transport.text("global_keyprefix", "")) + "celery-task-meta-";
        meta = new ResultMeta(options.zone());
        List<RedisAddress> addresses = urls.stream().map(RedisAddress::of).toList();
        RedisConnector connector =
                new RedisConnector(addresses, transport, "lovage-results", CONNECT_TIMEOUT, HEARTBEAT, options.clock());
        connections = new Connections(connector);
        writer = new Batcher("lovage-redis-results-out", connections);
        reader = new Batcher("lovage-redis-results-in", connections);
        waits = new ResultWaits(connector, this::get, meta);
    }

    @Override
    public String describe() {
        return connections.server();
    }

    @Override
    public void connect(Duration timeout) {
        connections.call(timeout, connection -> Pipelines.run(connection, List.of(new CommandArguments(Command.PING))));
    }

    @Override
    public CompletionStage<Void> store(TaskResult result, String replyTo) {
        byte[] text = meta.encode(completed(result));
        if (text.length >= MOST_BYTES) {
            return CompletableFuture.failedFuture(new BrokerException("The result of task " + result.taskId() + " has "
                    + text.length + " bytes; Redis holds 512 MiB at most. Store it elsewhere and return where"));
        }
        long expires =
                options.expires().isZero() ? 0 : Math.max(1, options.expires().toSeconds());
        return writer.insist(STORE, List.of(key(result.taskId())), List.of(text, expires), text.length)
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Optional<TaskResult>> fetch(String taskId) {
        return reader.attempt(new CommandArguments(Command.GET).add(key(taskId)))
                .thenApply(found -> found(found).map(meta::decode));
    }

    @Override
    public CompletableFuture<TaskResult> whenReady(String taskId) {
        return waits.await(key(taskId));
    }

    @Override
    public CompletionStage<Void> forget(String taskId) {
        return reader.attempt(new CommandArguments(Command.DEL).add(key(taskId)))
                .thenAccept(done -> {});
    }

    @Override
    public void close() {
        writer.close();
        waits.close();
        connections.close();
        reader.close();
    }

    private void get(String key, Consumer<byte[]> onFound) {
        // When it fails, the backend is closed, and whoever waits is told so by that.
        CompletableFuture<Void> unused = reader.insist(new CommandArguments(Command.GET).add(key), key.length())
                .thenAccept(reply -> found(reply).ifPresent(onFound));
    }

    private static Optional<byte[]> found(@Nullable Object reply) {
        return reply instanceof byte[] text ? Optional.of(text) : Optional.empty();
    }

    /** As it shall be stored: dated when it is ready, and with what was called only where that is wanted. */
    private TaskResult completed(TaskResult result) {
        Optional<java.time.OffsetDateTime> done = result.dateDone().isPresent()
                        || !result.state().ready()
                ? result.dateDone()
                : Optional.of(options.clock().now().atZone(options.zone()).toOffsetDateTime());
        return new TaskResult(
                result.taskId(),
                result.state(),
                result.value(),
                result.traceback(),
                result.children(),
                done,
                result.groupId(),
                result.parentId(),
                options.extended() ? result.extended() : Map.of());
    }

    private String key(String taskId) {
        return keyPrefix + taskId;
    }

    /** Celery puts an underscore after a prefix that does not end in a separator. */
    private static String prefix(String wanted) {
        return wanted.isEmpty() || ":_-.".indexOf(wanted.charAt(wanted.length() - 1)) >= 0 ? wanted : wanted + "_";
    }
}
