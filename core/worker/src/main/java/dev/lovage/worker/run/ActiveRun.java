package dev.lovage.worker.run;

import dev.lovage.Lovage;
import dev.lovage.Run;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.codec.JsonSerializer;
import dev.lovage.wire.TaskHeaders;
import dev.lovage.wire.TaskMessage;
import dev.lovage.worker.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a running task may ask of its run, answered from its message. Thread-safe. */
final class ActiveRun implements Run {

    private static final JsonSerializer JSON = new JsonSerializer();

    private final Request request;
    private final TaskHeaders headers;
    private final Lovage app;
    private final String hostname;
    private final TaskRunner.Reporter reporter;
    private final Clock clock;
    private final long start;
    private final Supplier<Optional<SoftLimit>> softLimits;
    private volatile Optional<SoftLimit> softLimit = Optional.empty();
    private final List<String> children = new CopyOnWriteArrayList<>();

    /** @param softLimits starts its soft limit, on the task's thread */
    ActiveRun(
            Request request,
            TaskMessage message,
            Lovage app,
            String hostname,
            TaskRunner.Reporter reporter,
            Clock clock,
            Supplier<Optional<SoftLimit>> softLimits) {
        this.request = request;
        this.headers = message.headers();
        this.app = app;
        this.hostname = hostname;
        this.reporter = reporter;
        this.clock = clock;
        this.start = clock.nanoTime();
        this.softLimits = softLimits;
    }

    @Override
    public String id() {
        return headers.id();
    }

    @Override
    public String task() {
        return headers.task();
    }

    @Override
    public String rootId() {
        return headers.rootId();
    }

    @Override
    public Optional<String> parentId() {
        return headers.parentId();
    }

    @Override
    public int retries() {
        return headers.retries();
    }

    @Override
    public Map<String, @Nullable Object> headers() {
        return headers.extra();
    }

    @Override
    public String queue() {
        return request.queue();
    }

    @Override
    public String hostname() {
        return hostname;
    }

    @Override
    public String origin() {
        String lang = headers.lang().isEmpty() ? "" : " (" + headers.lang() + ")";
        return headers.origin().map(origin -> origin + lang).orElse("");
    }

    @Override
    public Lovage app() {
        return app;
    }

    @Override
    public void update(String state, @Nullable Object meta) {
        reporter.progress(request.slot(), state, JSON.encode(meta));
    }

    @Override
    public void called(String childId) {
        children.add(childId);
    }

    /** What is loaded for the first task of a process takes a while, and is not the task's to answer for. */
    @Override
    public void begins() {
        softLimit = softLimits.get();
    }

    @Override
    public void checkTimeLimit(boolean asked) {
        // Without a lambda, which would stand in the task's stack trace.
        Optional<SoftLimit> limit = softLimit;
        if (limit.isPresent()) {
            limit.get().check(asked);
        }
    }

    @Override
    public Optional<Duration> remaining() {
        Duration ran = Duration.ofNanos(clock.nanoTime() - start);
        Optional<Duration> soft = request.softLimit().filter(limit -> limit.compareTo(ran) > 0);
        Optional<Duration> next = soft.or(request::hardLimit).or(request::softLimit);
        return next.map(limit -> limit.compareTo(ran) > 0 ? limit.minus(ran) : Duration.ZERO);
    }

    /** The task is over: its soft limit does not disturb what comes after it. */
    void over() {
        softLimit.ifPresent(limit -> {
            limit.close();
            // What was meant for the task.
            Thread.interrupted();
        });
    }

    /** The same for a task that threw; what it failed with, which is its soft limit if that made it throw. */
    Throwable over(Throwable thrown) {
        Throwable failure = softLimit.map(limit -> limit.failure(thrown)).orElse(thrown);
        over();
        return failure;
    }

    /** The ids of the tasks that it called. */
    List<String> children() {
        return List.copyOf(children);
    }
}
