package dev.lovage.results;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.messaging.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ResultBackendsTest {

    @Test
    void memoryIsOpenedUnderBothItsNames() {
        ResultBackend one = ResultBackends.open("memory://both", options()).orElseThrow();
        ResultBackend two =
                ResultBackends.open("cache+memory://both", options()).orElseThrow();
        assertThat(one.store(TaskResult.of("id", TaskState.SUCCESS, "1".getBytes(UTF_8)), ""))
                .isCompleted();
        assertThat(two.fetch("id").toCompletableFuture().join()).isPresent();
    }

    @Test
    void disabledIsNone() {
        assertThat(ResultBackends.open("disabled://", options())).isEmpty();
    }

    @Test
    void anUnknownSchemeGetsASuggestion() {
        assertThatThrownBy(() -> ResultBackends.open("memroy://", options()))
                .hasMessageContaining("No result backend for 'memroy://'")
                .hasMessageContaining("Did you mean 'memory://'?");
        assertThatThrownBy(() -> ResultBackends.open("memory://a;redis://b", options()))
                .hasMessageContaining("mixes");
    }

    @Test
    void aWaitEndsWhenTheResultIsReadyAndNotBefore() {
        ResultBackend backend = new MemoryResultBackend("own", Duration.ZERO, Clock.system());
        CompletableFuture<TaskResult> one = backend.whenReady("id");
        CompletableFuture<TaskResult> two = backend.whenReady("id");
        assertThat(backend.store(TaskResult.of("id", TaskState.STARTED, "{}".getBytes(UTF_8)), ""))
                .isCompleted();
        assertThat(one).isNotDone();
        assertThat(backend.store(TaskResult.of("id", TaskState.SUCCESS, "1".getBytes(UTF_8)), ""))
                .isCompleted();
        assertThat(one).isCompletedWithValueMatching(result -> result.dateDone().isPresent());
        assertThat(two).isCompleted();
        assertThat(backend.whenReady("id")).isCompleted();
    }

    private static ResultBackendOptions options() {
        return new ResultBackendOptions(
                Duration.ofDays(1),
                false,
                false,
                ZoneOffset.UTC,
                Map.of(),
                () -> {
                    throw new IllegalStateException("no broker here");
                },
                Clock.system());
    }
}
