package dev.lovage.worker;

import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A result backend that may be slow, may fail, and may fail to say that it did not. */
final class ModelBackend extends RecordingBackend {

    private final World world;
    private final Map<String, TaskResult> stored = new HashMap<>();
    private Consumer<TaskResult> onStored = result -> {};

    ModelBackend(World world) {
        this.world = world;
    }

    void onStored(Consumer<TaskResult> observer) {
        onStored = observer;
    }

    Optional<TaskState> state(String id) {
        return Optional.ofNullable(stored.get(id)).map(TaskResult::state);
    }

    boolean ready(String id) {
        return state(id).filter(TaskState::ready).isPresent();
    }

    @Override
    CompletableFuture<Void> stored(TaskResult result) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        boolean lost = world.fault(0.05);
        boolean fails = lost || world.fault(0.05);
        world.soon(world.fault(0.1) ? 20_000 : 3, () -> {
            if (!lost) {
                put(result);
            }
            if (fails) {
                done.completeExceptionally(new BrokerUnavailableException("backend", null));
            } else {
                done.complete(null);
            }
        });
        return done;
    }

    private void put(TaskResult result) {
        world.tell(() -> "stored " + result.taskId() + " " + result.state());
        onStored.accept(result);
        // A write of a worker that died long ago may arrive late; what it replaces was ready all the same.
        if (!ready(result.taskId())) {
            stored.put(result.taskId(), result);
        }
    }
}
