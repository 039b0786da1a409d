package dev.lovage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.binding.UnfitException;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AsyncResultTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final TestApp test = TestApp.plain();
    private final Lovage app = test.app;

    record Point(int x, int y) {}

    static List<Point> points(int count) {
        return List.of();
    }

    static void quiet() {}

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void theResultHasTheDeclaredTypeOfTheTask() {
        AsyncResult<List<Point>> result =
                app.task("points", AsyncResultTest::points).delay(1);
        assertThat(result.state()).isEqualTo(TaskState.PENDING);
        store(result.id(), TaskState.SUCCESS, "[{\"x\": 1, \"y\": 2}]");

        assertThat(result.get(SOON)).containsExactly(new Point(1, 2));
        assertThat(result.ready()).isTrue();
    }

    @Test
    void aFutureCompletesWhenTheResultIsStored() throws Exception {
        AsyncResult<Integer> result = app.result("some-id", Integer.class);
        CompletableFuture<Integer> future = result.future();
        assertThat(future).isNotDone();
        store("some-id", TaskState.SUCCESS, "4");

        assertThat(future.get(5, TimeUnit.SECONDS)).isEqualTo(4);
    }

    @Test
    void aTaskWithoutAResultGivesNull() {
        AsyncResult<Void> result = app.task("quiet", AsyncResultTest::quiet).delay();
        store(result.id(), TaskState.SUCCESS, "\"whatever Python returned\"");

        assertThat(result.get(SOON)).isNull();
    }

    @Test
    void aRemoteFailureIsToldWithItsTypeMessageAndTraceback() {
        app.resultBackend()
                .orElseThrow()
                .store(
                        new TaskResult(
                                "failed",
                                TaskState.FAILURE,
                                "{\"exc_type\": \"ValueError\", \"exc_message\": [\"boom\"], \"exc_module\": \"builtins\"}"
                                        .getBytes(UTF_8),
                                Optional.of("Traceback (most recent call last):\n  ValueError: boom\n"),
                                List.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                java.util.Map.of()),
                        "");
        AsyncResult<Integer> result = app.result("failed", Integer.class);

        assertThatThrownBy(() -> result.get(SOON))
                .isInstanceOfSatisfying(TaskFailedException.class, failure -> {
                    assertThat(failure.remoteType()).isEqualTo("ValueError");
                    assertThat(failure.remoteModule()).isEqualTo("builtins");
                    assertThat(failure.remoteMessage()).isEqualTo("boom");
                    assertThat(failure.remoteTraceback()).contains("most recent call last");
                })
                .hasMessage("Task failed failed: ValueError: boom")
                .hasStackTraceContaining("Caused by: remote traceback:\nTraceback (most recent call last):");
        assertThatThrownBy(() -> result.future().get())
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(TaskFailedException.class);
    }

    @Test
    void aRevokedTaskSaysSo() {
        store(
                "gone",
                TaskState.REVOKED,
                "{\"exc_type\": \"TaskRevokedError\", \"exc_message\": [\"expired\"], \"exc_module\": \"celery.exceptions\"}");
        assertThatThrownBy(() -> app.result("gone", Integer.class).get(SOON))
                .isInstanceOf(TaskRevokedException.class)
                .hasMessageContaining("expired");
    }

    @Test
    void aResultThatIsLateTimesOut() {
        assertThatThrownBy(() -> app.result("late", Integer.class).get(Duration.ofMillis(20)))
                .isInstanceOf(ResultTimeoutException.class)
                .hasMessageContaining("late within 20 ms")
                .hasMessageContaining("Is a worker running");
    }

    @Test
    void aResultOfAnotherTypeSaysWhichItIs() {
        store("odd", TaskState.SUCCESS, "\"four\"");
        assertThatThrownBy(() -> app.result("odd", Integer.class).get(SOON))
                .isInstanceOf(UnfitException.class)
                .hasMessageContaining("\"four\" is no Integer");
    }

    @Test
    void waitingInsideATaskIsRefusedWithAdvice() {
        AsyncResult<Integer> result = app.result("other", Integer.class);
        assertThatThrownBy(() -> TaskContext.of(new FakeRun(app, "a", "a")).within(() -> result.get(SOON)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tasks.fake waits for the result of another task")
                .hasMessageContaining("future()");
    }

    @Test
    void withoutAResultBackendTheErrorSaysWhatToSet() {
        try (TestApp none = TestApp.with(s -> s.resultBackend("disabled://"))) {
            AsyncResult<?> result = none.app.signature("t").delay();
            assertThatThrownBy(() -> result.get(SOON))
                    .isInstanceOf(NoResultBackendException.class)
                    .hasMessageContaining(result.id())
                    .hasMessageContaining("Set result_backend");
        }
    }

    @Test
    void anIgnoredResultIsNotWaitedFor() {
        AsyncResult<?> result =
                app.signature("t").with(o -> o.ignoreResult(true)).delay();
        assertThatThrownBy(() -> result.get(SOON))
                .isInstanceOf(NoResultBackendException.class)
                .hasMessageContaining("ignoreResult");
    }

    @Test
    void aForgottenResultIsGone() {
        store("x", TaskState.SUCCESS, "1");
        AsyncResult<Integer> result = app.result("x", Integer.class);
        assertThat(result.state()).isEqualTo(TaskState.SUCCESS);
        result.forget();
        assertThat(result.state()).isEqualTo(TaskState.PENDING);
    }

    @Test
    void aSuccessIsNeverReplacedByAFailure() {
        store("done", TaskState.SUCCESS, "1");
        store("done", TaskState.FAILURE, "{}");
        assertThat(app.result("done", Integer.class).get(SOON)).isEqualTo(1);
    }

    @Test
    void progressCanBeReadWhileItRuns() {
        store("busy", new TaskState("PROGRESS"), "{\"x\": 1, \"y\": 2}");
        AsyncResult<Integer> result = app.result("busy", Integer.class);
        assertThat(result.state().name()).isEqualTo("PROGRESS");
        assertThat(result.info(Point.class)).contains(new Point(1, 2));
    }

    private void store(String id, TaskState state, String json) {
        app.resultBackend().orElseThrow().store(TaskResult.of(id, state, json.getBytes(UTF_8)), "");
    }
}
