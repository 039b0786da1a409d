package dev.lovage.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.messaging.Clock;
import dev.lovage.results.ResultBackend;
import dev.lovage.results.TaskResult;
import dev.lovage.results.TaskState;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Celery's database backend in Python and ours on one file. */
@Timeout(60)
class CeleryResultInteropTest {

    /** Of late: a result of long ago has expired. */
    private static final OffsetDateTime DONE = Clock.system()
            .now()
            .truncatedTo(ChronoUnit.SECONDS)
            .minusNanos(105_628_000)
            .atOffset(ZoneOffset.ofHours(1));

    private static final String DONE_IN_PYTHON = DONE.withOffsetSameInstant(ZoneOffset.UTC)
            .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT));

    @TempDir
    Path folder;

    private SqlPeer celery;
    private ResultBackend backend;

    @BeforeEach
    void open() {
        Path file = folder.resolve("results.db");
        celery = new SqlPeer(file);
        backend = Stores.openResults(file);
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void celeryReadsOurResults() throws Exception {
        store(
                "good",
                TaskState.SUCCESS,
                "[1, \"\u00e6\", {\"__type__\": \"decimal\", \"__value__\": \"1.50\"}]",
                Map.of(
                        "name",
                        "tasks.add",
                        "args",
                        List.of(1, "x"),
                        "kwargs",
                        Map.of("k", 2),
                        "retries",
                        3,
                        "worker",
                        "w@h"));
        store(
                "bad",
                TaskState.FAILURE,
                "{\"exc_type\": \"ValueError\", \"exc_message\": [\"boom\", 42], \"exc_module\": \"builtins\"}",
                Map.of());
        store(
                "ours",
                TaskState.FAILURE,
                "{\"exc_type\": \"IllegalStateException\", \"exc_message\": [\"no\"], \"exc_module\": \"java.lang\"}",
                Map.of());
        store("begun", TaskState.STARTED, "{\"pid\": 1}", Map.of());

        assertThat(celery.run("read", "good", "bad", "ours", "begun", "unknown"))
                .containsExactly(
                        "[\"SUCCESS\", \"[1, '\\u00e6', Decimal('1.50')]\", \"list\", null, \"" + DONE_IN_PYTHON + "\","
                                + " \"tasks.add\", [1, \"x\"], {\"k\": 2}, 3]",
                        "[\"FAILURE\", \"ValueError('boom', 42)\", \"ValueError\", \"trace\"," + " \"" + DONE_IN_PYTHON
                                + "\", null, null, null, null]",
                        "[\"FAILURE\", \"IllegalStateException('no')\", \"IllegalStateException\", \"trace\"," + " \""
                                + DONE_IN_PYTHON + "\", null, null, null, null]",
                        "[\"STARTED\", \"{'pid': 1}\", \"dict\", null, \"None\", null, null, null, null]",
                        "[\"PENDING\", \"None\", \"NoneType\", null, \"None\", null, null, null, null]");
    }

    @Test
    void weReadCelerysResultsAndWakeWhenTheyCome() throws Exception {
        CompletableFuture<TaskResult> waiting = backend.whenReady("failed");
        CompletableFuture<TaskResult> foreign = backend.whenReady("foreign");

        celery.run("store");

        TaskResult failed = waiting.get(10, TimeUnit.SECONDS);
        assertThat(failed.state()).isEqualTo(TaskState.FAILURE);
        assertThat(new String(failed.value(), UTF_8))
                .isEqualTo(
                        "{\"exc_type\": \"ValueError\", \"exc_message\": [\"boom\", 42], \"exc_module\": \"builtins\"}");
        assertThat(failed.traceback()).contains("Traceback: boom");
        assertThat(failed.dateDone()).isPresent();
        assertThat(value("plain"))
                .isEqualTo("{\"list\": [1, 2.5, null, true], \"text\": \"\\u00e6 \\u2603\","
                        + " \"big\": 1180591620717411303424}");
        assertThat(value("typed"))
                .contains("\"2026-01-02T03:04:05.000006\"")
                .contains("\"1.50\"")
                .contains("[1, 2]")
                .contains("12345678123456781234567812345678");
        assertThat(value("set")).isEqualTo("[3]");
        assertThat(value("started")).isEqualTo("{\"pid\": 7, \"hostname\": \"w\"}");
        assertThatThrownBy(() -> foreign.get(10, TimeUnit.SECONDS))
                .hasMessageContaining("foreign")
                .hasMessageContaining("plain data");
    }

    private void store(String id, TaskState state, String value, Map<String, Object> extended) throws Exception {
        Optional<OffsetDateTime> done = state.ready() ? Optional.of(DONE) : Optional.empty();
        backend.store(
                        new TaskResult(
                                id,
                                state,
                                value.getBytes(UTF_8),
                                state.exception() ? Optional.of("trace") : Optional.empty(),
                                List.of(),
                                done,
                                Optional.empty(),
                                Optional.empty(),
                                Map.copyOf(extended)),
                        "")
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private String value(String id) throws Exception {
        return new String(
                backend.fetch(id)
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS)
                        .orElseThrow()
                        .value(),
                UTF_8);
    }
}
