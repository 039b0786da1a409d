package dev.lovage.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.Lovage;
import dev.lovage.hooks.TaskListener;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.Message;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Request;
import dev.lovage.worker.app.Application;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What becomes of a run when something beside the task goes wrong. */
class TaskRunnerTest {

    private final List<String> story = new CopyOnWriteArrayList<>();

    static int add(int x, int y) {
        return x + y;
    }

    /** A machine whose clock breaks once, after the run has begun: a failure that is none of the task's. */
    private static final class BrokenOnce implements Clock {
        private int calls;

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public long nanoTime() {
            if (++calls == 2) {
                throw new IllegalStateException("no clock");
            }
            return 0;
        }

        @Override
        public void sleep(Duration span) {}
    }

    private final class Ear implements TaskListener {
        @Override
        public void taskPrerun(Prerun event) {
            story.add("prerun");
        }

        @Override
        public void taskInternalError(InternalError event) {
            story.add(event.name() + "[" + event.id() + "] " + event.exception().getMessage());
        }
    }

    @Test
    void aFailureOfOursIsToldAsOne() {
        try (Lovage app = Lovage.builder("runner")
                .broker("memory://task-runner")
                .taskListener(new Ear())
                .build()) {
            app.task("tasks.add", TaskRunnerTest::add);
            try (TaskRunner runner = new TaskRunner(
                    Application.of(app), new BrokenOnce(), 1000, "w1@here", (slot, state, value) -> {})) {
                Outcome outcome = runner.run(request());
                assertThat(outcome).isInstanceOf(Outcome.Failed.class);
                assertThat(story).containsExactly("tasks.add[an-id] no clock");
                assertThat(runner.isSpent()).isFalse();
                assertThat(runner.run(request())).isInstanceOf(Outcome.Succeeded.class);
            }
        }
    }

    private static Request request() {
        Message message = new Message(
                "[[1, 2], {}, {}]".getBytes(StandardCharsets.UTF_8),
                "application/json",
                "utf-8",
                Map.of("id", "an-id", "task", "tasks.add"),
                Map.of());
        return new Request(
                1, "an-id", "tasks.add", message, "celery", "", "celery", false, 0, Optional.empty(), Optional.empty());
    }
}
