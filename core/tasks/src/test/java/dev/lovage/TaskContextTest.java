package dev.lovage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TaskContextTest {

    @Test
    void theContextIsThatOfTheRunningTask() throws Exception {
        try (TestApp test = TestApp.plain()) {
            FakeRun run = new FakeRun(test.app, "id", "root");
            TaskContext.of(run).within(() -> {
                TaskContext context = TaskContext.current();
                assertThat(context.id()).isEqualTo("id");
                assertThat(context.rootId()).isEqualTo("root");
                assertThat(context.parentId()).contains("grandparent");
                assertThat(context.headers()).containsEntry("tenant", "acme");
                assertThat(context.queue()).isEqualTo("celery");
                assertThat(context.hostname()).isEqualTo("lovage@here");
                assertThat(context.log().getName()).isEqualTo("tasks.fake");
                assertThat(context.app()).isSameAs(test.app);
                return null;
            });
            assertThat(TaskContext.running()).isEmpty();
        }
    }

    @Test
    void outsideATaskThereIsNone() {
        assertThatThrownBy(TaskContext::current)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("No task runs on this thread");
    }

    @Test
    void progressIsPlainData() {
        try (TestApp test = TestApp.plain()) {
            FakeRun run = new FakeRun(test.app, "id", "root");
            UUID id = UUID.randomUUID();
            TaskContext.of(run).progress(1, 3, "reading");
            TaskContext.of(run).update("UPLOADING", new Upload(id, 7));
            assertThat(run.states)
                    .containsEntry("PROGRESS", Map.of("current", 1L, "total", 3L, "message", "reading"))
                    .containsEntry("UPLOADING", Map.of("file", id, "bytes", 7L));
        }
    }

    record Upload(UUID file, int bytes) {}
}
