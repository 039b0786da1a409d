package dev.lovage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run as a worker would have it, that remembers what it was told. */
final class FakeRun implements Run {

    final List<String> children = new ArrayList<>();
    final Map<String, @Nullable Object> states = new LinkedHashMap<>();

    private final Lovage app;
    private final String id;
    private final String rootId;

    FakeRun(Lovage app, String id, String rootId) {
        this.app = app;
        this.id = id;
        this.rootId = rootId;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String task() {
        return "tasks.fake";
    }

    @Override
    public String rootId() {
        return rootId;
    }

    @Override
    public Optional<String> parentId() {
        return Optional.of("grandparent");
    }

    @Override
    public int retries() {
        return 1;
    }

    @Override
    public Map<String, @Nullable Object> headers() {
        return Map.of("tenant", "acme");
    }

    @Override
    public String queue() {
        return "celery";
    }

    @Override
    public String hostname() {
        return "lovage@here";
    }

    @Override
    public String origin() {
        return "gen42@host (py)";
    }

    @Override
    public Lovage app() {
        return app;
    }

    @Override
    public void update(String state, @Nullable Object meta) {
        states.put(state, meta);
    }

    @Override
    public void called(String childId) {
        children.add(childId);
    }
}
