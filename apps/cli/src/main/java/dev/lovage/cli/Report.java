package dev.lovage.cli;

import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.LovageException;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Prints what became of a call: the result alone on stdout, all else as talk. */
final class Report {

    private static final String UNKNOWN =
            " (unknown to the backend: never sent, expired, or sent with ignore_result)";

    private final Session session;
    private final boolean json;
    private final boolean traceback;

    Report(Session session, boolean json, boolean traceback) {
        this.session = session;
        this.json = json;
        this.traceback = traceback;
    }

    /** A call was sent, and nobody waits for it. */
    void sent(String id) {
        session.terminal().data(json ? Json.write(Map.of("id", id)) : id);
    }

    /** Waits for the result and prints it. */
    int outcome(Links links, String id, Optional<Duration> timeout) {
        ResultBackend backend = links.results().orElseThrow();
        CompletableFuture<TaskResult> ready = backend.whenReady(id);
        try {
            TaskResult result = timeout.isPresent()
                    ? ready.get(timeout.get().toMillis(), TimeUnit.MILLISECONDS)
                    : ready.get();
            return print(result);
        } catch (TimeoutException e) {
            ready.cancel(true);
            TaskState state = fetch(links, id).map(TaskResult::state).orElse(TaskState.PENDING);
            session.terminal().say("lovage: no result within " + spoken(timeout.orElseThrow()) + "; its state is " + state
                    + (state.equals(TaskState.PENDING) ? UNKNOWN : ""));
            return Exit.FAILURE;
        } catch (ExecutionException e) {
            throw unreadable(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LovageException("Interrupted while waiting for " + id, e);
        }
    }

    /** Prints what is known now. */
    int now(Links links, String id) {
        Optional<TaskResult> found = fetch(links, id);
        return found.isEmpty() ? pending(id) : print(found.get());
    }

    private static Optional<TaskResult> fetch(Links links, String id) {
        ResultBackend backend = links.results().orElseThrow();
        backend.connect(links.timeout());
        return links.await(backend.fetch(id));
    }

    private int pending(String id) {
        TaskState state = TaskState.PENDING;
        session.terminal().data(json ? Json.write(facts(id, state)) : state + UNKNOWN);
        return Exit.OK;
    }

    private static String spoken(Duration span) {
        return BigDecimal.valueOf(span.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
    }

    private int print(TaskResult result) {
        if (json) {
            session.terminal().data(Json.write(everything(result)));
        } else if (result.state().exception()) {
            fail(result);
        } else if (result.state().ready()) {
            session.terminal().data(text(value(result)));
        } else {
            session.terminal().data(result.state().name());
        }
        return result.state().exception() ? Exit.FAILURE : Exit.OK;
    }

    private void fail(TaskResult result) {
        session.terminal().say(result.state() + ": " + summary(value(result)));
        if (traceback) {
            session.terminal().say(result.traceback().orElse("(it has no traceback)").stripTrailing());
        } else if (result.traceback().isPresent()) {
            session.say("--traceback shows where.");
        }
    }

    private static Map<String, @Nullable Object> everything(TaskResult result) {
        Map<String, @Nullable Object> facts = facts(result.taskId(), result.state());
        facts.put("result", value(result));
        result.traceback().ifPresent(text -> facts.put("traceback", text));
        return facts;
    }

    private static Map<String, @Nullable Object> facts(String id, TaskState state) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("id", id);
        facts.put("state", state.name());
        return facts;
    }

    private static @Nullable Object value(TaskResult result) {
        return result.value().length == 0
                ? null
                : Json.read(new String(result.value(), StandardCharsets.UTF_8));
    }

    /** {@code IllegalStateException: no such customer}. */
    private static String summary(@Nullable Object failure) {
        if (!(failure instanceof Map<?, ?> map)) {
            return String.valueOf(failure);
        }
        Object message = map.get("exc_message");
        if (message instanceof List<?> parts) {
            message = parts.size() == 1 ? parts.get(0) : parts;
        }
        return map.get("exc_type") + ": " + message;
    }

    /** Text as it is, all else as JSON; times, numbers and ids as people write them. */
    private static String text(@Nullable Object value) {
        if (value == null || value instanceof Map || value instanceof List || value instanceof byte[]) {
            return Json.write(value);
        }
        return value.toString();
    }

    private static RuntimeException unreadable(Throwable failure) {
        if (failure instanceof LovageException known) {
            return known;
        }
        return new BrokerUnavailableException("The result store can't be read: " + failure.getMessage(), failure);
    }
}
