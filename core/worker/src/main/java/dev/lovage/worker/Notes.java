package dev.lovage.worker;

import dev.lovage.messaging.codec.JsonSerializer;
import dev.lovage.messaging.codec.Serializers;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Writes the states of running tasks, and sees to it that the last word comes last: one write per task is under way at a
 * time, and of those that wait only the newest is kept. Belongs to the loop.
 */
final class Notes {

    private static final JsonSerializer JSON = new JsonSerializer();

    private final WorkerLoop loop;
    private final Policy policy;
    private final Results results;
    private final Arguments arguments;
    private final Map<Long, Note> underWay = new HashMap<>();

    /** A write under way, and what waits behind it. */
    private static final class Note {
        private Optional<TaskResult> next = Optional.empty();
        private Optional<CompletableFuture<Void>> last = Optional.empty();
    }

    Notes(WorkerLoop loop, Policy policy, Results results, Serializers serializers) {
        this.loop = loop;
        this.policy = policy;
        this.results = results;
        this.arguments = new Arguments(serializers);
    }

    /** Notes that a task began to run, if that is asked for. */
    void started(Reservation reservation, long pid) {
        boolean tracked = reservation.entry().filter(policy::tracksStarted).isPresent();
        if (tracked) {
            Map<String, @Nullable Object> value = new LinkedHashMap<>();
            value.put("pid", pid);
            value.put("hostname", policy.hostname());
            progress(reservation, TaskState.STARTED, JSON.encode(value));
        }
    }

    /** Notes a state that is not the last. */
    void progress(Reservation reservation, TaskState state, byte[] value) {
        if (policy.ignoresResult(reservation.call(), reservation.entry()) || state.ready()) {
            return;
        }
        TaskResult result = new TaskResult(
                reservation.call().id(),
                state,
                value,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                reservation.call().groupId(),
                reservation.call().parentId(),
                extended(reservation));
        Note note = underWay.get(reservation.slot());
        if (note != null) {
            note.next = Optional.of(result);
            return;
        }
        underWay.put(reservation.slot(), new Note());
        write(reservation, result);
    }

    /** Stores the final result, once what is under way for the same task is done or has failed. */
    CompletionStage<Void> storeLast(Reservation reservation, TaskResult result) {
        Note note = underWay.get(reservation.slot());
        if (note == null) {
            return results.store(result, reservation.call().replyTo());
        }
        note.next = Optional.empty();
        CompletableFuture<Void> turn = note.last.orElseGet(CompletableFuture::new);
        note.last = Optional.of(turn);
        return turn.thenCompose(
                nothing -> results.store(result, reservation.call().replyTo()));
    }

    void forget(Reservation reservation) {
        underWay.remove(reservation.slot());
    }

    /** What {@code result_extended} adds. */
    Map<String, @Nullable Object> extended(Reservation reservation) {
        Map<String, @Nullable Object> extended = new LinkedHashMap<>();
        if (policy.resultExtended()) {
            Call call = reservation.call();
            extended.put("name", call.name());
            arguments.addTo(extended, reservation.message());
            extended.put("worker", policy.hostname());
            extended.put("retries", call.retries());
            extended.put("queue", reservation.origin().routingKey());
        }
        return extended;
    }

    private void write(Reservation reservation, TaskResult result) {
        results.store(result, reservation.call().replyTo())
                .whenComplete((nothing, failure) -> loop.execute(() -> written(reservation)));
    }

    private void written(Reservation reservation) {
        Note note = underWay.get(reservation.slot());
        if (note == null) {
            return;
        }
        Optional<TaskResult> next = note.next;
        if (next.isPresent()) {
            note.next = Optional.empty();
            write(reservation, next.get());
            return;
        }
        underWay.remove(reservation.slot());
        note.last.ifPresent(turn -> turn.complete(null));
    }
}
