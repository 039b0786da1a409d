package dev.lovage;

import dev.lovage.wire.Origin;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A run without a worker: a task that was called like a method. */
record LocalRun(Lovage app, String task, String id) implements Run {

    LocalRun(Lovage app, String task) {
        this(app, task, UUID.randomUUID().toString());
    }

    @Override
    public String rootId() {
        return id;
    }

    @Override
    public Optional<String> parentId() {
        return Optional.empty();
    }

    @Override
    public int retries() {
        return 0;
    }

    @Override
    public Map<String, @Nullable Object> headers() {
        return Map.of();
    }

    @Override
    public String queue() {
        return "";
    }

    @Override
    public String hostname() {
        return Origin.ofThisProcess();
    }

    @Override
    public String origin() {
        return "";
    }

    @Override
    public void update(String state, @Nullable Object meta) {
        // Nobody waits for the result of a plain call.
    }

    @Override
    public void called(String childId) {
        // A plain call keeps no trail.
    }
}
