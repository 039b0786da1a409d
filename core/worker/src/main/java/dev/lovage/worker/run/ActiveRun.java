package dev.lovage.worker.run;

import dev.lovage.Lovage;
import dev.lovage.Run;
import dev.lovage.messaging.codec.JsonSerializer;
import dev.lovage.wire.TaskHeaders;
import dev.lovage.wire.TaskMessage;
import dev.lovage.worker.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What a running task may ask of its run, answered from its message. Thread-safe. */
final class ActiveRun implements Run {

    private static final JsonSerializer JSON = new JsonSerializer();

    private final Request request;
    private final TaskHeaders headers;
    private final Lovage app;
    private final String hostname;
    private final TaskRunner.Reporter reporter;
    private final List<String> children = new CopyOnWriteArrayList<>();

    ActiveRun(Request request, TaskMessage message, Lovage app, String hostname, TaskRunner.Reporter reporter) {
        this.request = request;
        this.headers = message.headers();
        this.app = app;
        this.hostname = hostname;
        this.reporter = reporter;
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

    /** The ids of the tasks that it called. */
    List<String> children() {
        return List.copyOf(children);
    }
}
