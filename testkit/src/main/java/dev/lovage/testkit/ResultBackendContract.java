package dev.lovage.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.Clock;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.ResultBackendOptions;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every result backend must do. The test of one says how to open it, and overrides the hooks for what it can't do.
 *
 * <p>Each test opens the backend twice or more, as a worker and as a client, and uses task ids of its own.
 */
@Timeout(60)
public abstract class ResultBackendContract {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<ResultBackend> opened = new ArrayList<>();

    /** Opens the backend under test. The contract closes it. */
    protected abstract ResultBackend open(ResultBackendOptions options);

    /** How to take the server away, where there is one. */
    protected Optional<Outage> outage() {
        return Optional.empty();
    }

    /** Whether results of other clients can be read, any number of times: not with replies that go to one caller. */
    protected boolean shared() {
        return true;
    }

    /** Whether the dates, children and parents of a result are stored: {@code rpc://} leaves them out. */
    protected boolean complete() {
        return true;
    }

    /** Whether results vanish by themselves after {@code expires}. */
    protected boolean expires() {
        return true;
    }

    /** Whether results are found again after the server was killed. */
    protected boolean durable() {
        return true;
    }

    /** What most tests open it with. */
    protected ResultBackendOptions options() {
        return options(Duration.ofDays(1), false);
    }

    /** The options with these in them. */
    protected ResultBackendOptions options(Duration expires, boolean extended) {
        return new ResultBackendOptions(expires, extended, false, ZoneOffset.UTC, Map.of(), noBroker(), Clock.system());
    }

    @AfterEach
    void closeBackends() {
        opened.forEach(ResultBackend::close);
    }

    @Test
    void aStoredResultIsFetched() {
        Pair pair = pair();
        TaskResult stored = result(TaskState.SUCCESS, "{\"a\": [1, 2.5, \"æ\", null]}");
        pair.store(stored);
        TaskResult found = pair.fetchEventually(stored.taskId());
        assertThat(found.state()).isEqualTo(TaskState.SUCCESS);
        assertThat(text(found)).isEqualTo("{\"a\":[1,2.5,\"æ\",null]}");
        assertThat(found.taskId()).isEqualTo(stored.taskId());
    }

    @Test
    void aTaskThatNobodyKnowsHasNoResult() {
        Pair pair = pair();
        assertThat(await(pair.client.fetch(newId()))).isEmpty();
    }

    @Test
    void whoeverWaitsBeforeItIsStoredIsWoken() {
        Pair pair = pair();
        String id = newId();
        CompletableFuture<TaskResult> waiting = pair.client.whenReady(id);
        pair.store(result(id, TaskState.SUCCESS, "42"));
        assertThat(text(await(waiting))).isEqualTo("42");
    }

    @Test
    void whoeverWaitsAfterItWasStoredHasItAtOnce() {
        Pair pair = pair();
        TaskResult stored = result(TaskState.SUCCESS, "\"done\"");
        pair.store(stored);
        assertThat(text(await(pair.client.whenReady(stored.taskId())))).isEqualTo("\"done\"");
    }

    @Test
    void aStateThatIsNotFinalEndsNoWait() throws Exception {
        Pair pair = pair();
        String id = newId();
        CompletableFuture<TaskResult> waiting = pair.client.whenReady(id);
        pair.store(result(id, TaskState.STARTED, "{\"pid\":1,\"hostname\":\"w\"}"));
        assertThatThrownBy(() -> waiting.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        pair.store(result(id, TaskState.SUCCESS, "1"));
        assertThat(await(waiting).state()).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void severalMayWaitForOneResult() {
        Pair pair = pair();
        String id = newId();
        CompletableFuture<TaskResult> first = pair.client.whenReady(id);
        CompletableFuture<TaskResult> second = pair.client.whenReady(id);
        first.cancel(false);
        pair.store(result(id, TaskState.SUCCESS, "7"));
        assertThat(text(await(second))).isEqualTo("7");
        assertThat(first).isCancelled();
    }

    @Test
    void aThousandWaitsAreAllWoken() {
        Pair pair = pair();
        List<String> ids = new ArrayList<>();
        List<CompletableFuture<TaskResult>> waits = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            ids.add(newId());
            waits.add(pair.client.whenReady(ids.get(i)));
        }
        List<CompletionStage<Void>> stores = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            stores.add(pair.worker.store(result(ids.get(i), TaskState.SUCCESS, Integer.toString(i)), pair.replyTo));
        }
        stores.forEach(ResultBackendContract::await);
        for (int i = 0; i < 1000; i++) {
            assertThat(text(await(waits.get(i)))).isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void aSuccessIsNeverReplaced() {
        Assumptions.assumeTrue(shared());
        Pair pair = pair();
        String id = newId();
        pair.store(result(id, TaskState.SUCCESS, "1"));
        pair.store(result(id, TaskState.FAILURE, "{\"exc_type\":\"E\",\"exc_message\":[],\"exc_module\":\"m\"}"));
        pair.store(result(id, TaskState.STARTED, "null"));
        TaskResult found = await(pair.client.fetch(id)).orElseThrow();
        assertThat(found.state()).isEqualTo(TaskState.SUCCESS);
        assertThat(text(found)).isEqualTo("1");
    }

    @Test
    void aLaterStateReplacesAnEarlierOne() {
        Assumptions.assumeTrue(shared());
        Pair pair = pair();
        String id = newId();
        pair.store(result(id, TaskState.STARTED, "null"));
        pair.store(result(id, new TaskState("PROGRESS"), "{\"percent\":50}"));
        assertThat(await(pair.client.fetch(id)).orElseThrow().state().name()).isEqualTo("PROGRESS");
        pair.store(result(id, TaskState.FAILURE, "{\"exc_type\":\"E\",\"exc_message\":[\"x\"],\"exc_module\":\"m\"}"));
        pair.store(result(id, TaskState.SUCCESS, "2"));
        assertThat(await(pair.client.fetch(id)).orElseThrow().state()).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void aFailureKeepsItsTypeMessageAndTraceback() {
        Pair pair = pair();
        String value = "{\"exc_type\":\"ValueError\",\"exc_message\":[\"boom æ\"],\"exc_module\":\"builtins\"}";
        TaskResult failed = new TaskResult(
                newId(),
                TaskState.FAILURE,
                value.getBytes(UTF_8),
                Optional.of("Traceback (most recent call last):\n  …"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
        pair.store(failed);
        TaskResult found = pair.fetchEventually(failed.taskId());
        assertThat(found.state()).isEqualTo(TaskState.FAILURE);
        assertThat(text(found)).isEqualTo(value);
        assertThat(found.traceback()).isEqualTo(failed.traceback());
    }

    @Test
    void datesAndParentsAreKept() {
        Assumptions.assumeTrue(complete());
        Pair pair = pair();
        // Of late: a result of long ago has expired.
        OffsetDateTime done = Clock.system()
                .now()
                .truncatedTo(ChronoUnit.SECONDS)
                .minusNanos(105_628_000)
                .atOffset(ZoneOffset.UTC);
        TaskResult stored = new TaskResult(
                newId(),
                TaskState.SUCCESS,
                "4".getBytes(UTF_8),
                Optional.empty(),
                List.of(),
                Optional.of(done),
                Optional.empty(),
                Optional.empty(),
                Map.of());
        pair.store(stored);
        assertThat(pair.fetchEventually(stored.taskId())
                        .dateDone()
                        .orElseThrow()
                        .toInstant())
                .isEqualTo(done.toInstant());
        TaskResult undated = result(TaskState.SUCCESS, "5");
        pair.store(undated);
        assertThat(pair.fetchEventually(undated.taskId()).dateDone()).isPresent();
    }

    @Test
    void anExtendedResultSaysWhatWasCalled() {
        Assumptions.assumeTrue(complete());
        ResultBackend backend = opened(options(Duration.ofDays(1), true));
        TaskResult stored = new TaskResult(
                newId(),
                TaskState.SUCCESS,
                "4".getBytes(UTF_8),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of("name", "tasks.add", "worker", "w@h", "retries", 2, "queue", "celery", "args", List.of(2, 2)));
        await(backend.store(stored, ""));
        Map<String, ?> extended =
                await(backend.fetch(stored.taskId())).orElseThrow().extended();
        assertThat(extended.get("name")).isEqualTo("tasks.add");
        assertThat(extended.get("worker")).isEqualTo("w@h");
        assertThat(extended.get("queue")).isEqualTo("celery");
        assertThat(String.valueOf(extended.get("retries"))).isEqualTo("2");
    }

    @Test
    void aForgottenResultIsGone() {
        Assumptions.assumeTrue(shared());
        Pair pair = pair();
        TaskResult stored = result(TaskState.SUCCESS, "1");
        pair.store(stored);
        await(pair.client.forget(stored.taskId()));
        assertThat(await(pair.worker.fetch(stored.taskId()))).isEmpty();
        await(pair.client.forget(newId()));
    }

    @Test
    void aResultExpires() {
        Assumptions.assumeTrue(shared() && expires());
        ResultBackend backend = opened(options(Duration.ofSeconds(1), false));
        TaskResult stored = result(TaskState.SUCCESS, "1");
        await(backend.store(stored, ""));
        assertThat(await(backend.fetch(stored.taskId()))).isPresent();
        Eventually.until(
                PATIENCE,
                "the result has expired",
                () -> await(backend.fetch(stored.taskId())).isEmpty());
    }

    @Test
    void aBigResultComesBackWhole() {
        Pair pair = pair();
        TaskResult stored = result(TaskState.SUCCESS, "\"" + "x".repeat(1_000_000) + "\"");
        pair.store(stored);
        assertThat(pair.fetchEventually(stored.taskId()).value()).isEqualTo(stored.value());
    }

    @Test
    void aRestartOfTheServerLosesNoWait() {
        Pair pair = pair();
        String id = newId();
        CompletableFuture<TaskResult> waiting = pair.client.whenReady(id);
        pair.store(result(TaskState.SUCCESS, "0"));
        Outage outage = requireOutage();
        outage.begin();
        outage.end();
        pair.store(result(id, TaskState.SUCCESS, "1"));
        assertThat(text(await(waiting))).isEqualTo("1");
    }

    @Test
    void aResultStoredWhileTheServerIsAwayArrives() throws Exception {
        Pair pair = pair();
        pair.store(result(TaskState.SUCCESS, "0"));
        Outage outage = requireOutage();
        outage.begin();
        TaskResult result = result(TaskState.SUCCESS, "\"late\"");
        CompletionStage<Void> storing = pair.worker.store(result, pair.replyTo);
        try {
            assertThatThrownBy(() -> storing.toCompletableFuture().get(200, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
        } finally {
            outage.end();
        }
        await(storing);
        assertThat(text(await(pair.client.whenReady(result.taskId())))).isEqualTo("\"late\"");
    }

    @Test
    void aStoredResultOutlivesTheServer() {
        Assumptions.assumeTrue(shared() && durable());
        Pair pair = pair();
        TaskResult stored = result(TaskState.SUCCESS, "\"kept\"");
        pair.store(stored);
        Outage outage = requireOutage();
        outage.begin();
        outage.end();
        assertThat(text(await(pair.client.whenReady(stored.taskId())))).isEqualTo("\"kept\"");
    }

    @Test
    void closingFailsWhatIsUnderWay() {
        ResultBackend backend = opened(options());
        CompletableFuture<TaskResult> waiting = backend.whenReady(newId());
        backend.close();
        backend.close();
        assertThat(waiting).failsWithin(PATIENCE);
        CompletableFuture<Void> late =
                backend.store(result(TaskState.SUCCESS, "1"), "").toCompletableFuture();
        assertThat(late).failsWithin(PATIENCE);
    }

    /** A worker's and a client's view of one backend. */
    private final class Pair {
        final ResultBackend worker = opened(options());
        final ResultBackend client = opened(options());
        final String replyTo = client.replyTo().orElse("");

        void store(TaskResult result) {
            await(worker.store(result, replyTo));
        }

        /** What was stored; replies need a moment to arrive. */
        TaskResult fetchEventually(String id) {
            return shared() ? await(client.fetch(id)).orElseThrow() : await(client.whenReady(id));
        }
    }

    private Pair pair() {
        return new Pair();
    }

    private ResultBackend opened(ResultBackendOptions options) {
        ResultBackend backend = open(options);
        opened.add(backend);
        return backend;
    }

    private Outage requireOutage() {
        Optional<Outage> outage = outage();
        Assumptions.assumeTrue(outage.isPresent(), "no server to take away");
        return outage.orElseThrow();
    }

    private static Supplier<Broker> noBroker() {
        return () -> {
            throw new AssertionError("This backend has no business with the broker");
        };
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }

    private static TaskResult result(TaskState state, String json) {
        return result(newId(), state, json);
    }

    private static TaskResult result(String id, TaskState state, String json) {
        return TaskResult.of(id, state, json.getBytes(UTF_8));
    }

    /** The value as JSON without the spaces between tokens, which a backend may change. */
    private static String text(TaskResult result) {
        return new String(result.value(), UTF_8)
                .replace(", ", ",")
                .replace(": ", ":")
                .replace("\\u00e6", "æ");
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("A stage of the result backend did not complete well", e);
        }
    }
}
