package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.AsyncResult;
import dev.lovage.Lovage;
import dev.lovage.LovageBuilder;
import dev.lovage.Task2;
import dev.lovage.TaskContext;
import dev.lovage.TaskFailedException;
import dev.lovage.hooks.TaskInterceptor;
import dev.lovage.hooks.TaskListener;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.testkit.Eventually;
import dev.lovage.worker.hooks.WorkerListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Interceptors and listeners of a worker whose tasks run in threads of its own. */
class HooksTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final List<String> STORY = new CopyOnWriteArrayList<>();

    static int add(int x, int y) {
        STORY.add("add " + x + " " + y);
        return x + y;
    }

    @BeforeEach
    void forget() {
        STORY.clear();
    }

    /** Runs calls of {@code tasks.add} in a worker of threads with these hooks. */
    private static void with(String name, UnaryOperator<LovageBuilder> hooks, Scenario scenario) {
        String url = "memory://hooks-" + name;
        try (Lovage app =
                hooks.apply(Lovage.builder("hooks").broker(url).backend(url)).build()) {
            Task2<Integer, Integer, Integer> add = app.task("tasks.add", HooksTest::add);
            try (Worker worker = Worker.builder(app).concurrency(1).build()) {
                worker.start();
                scenario.play(add);
            }
        }
    }

    private interface Scenario {
        void play(Task2<Integer, Integer, Integer> add);
    }

    private static TaskInterceptor told(String name) {
        return (task, chain) -> {
            STORY.add(name + " " + TaskContext.current().id().equals(task.id()));
            Object result = chain.proceed(task);
            STORY.add(name + " got " + result);
            return result;
        };
    }

    private static final class Ear implements TaskListener {
        @Override
        public void taskPrerun(Prerun event) {
            STORY.add("prerun " + event.task().args());
        }

        @Override
        public void taskPostrun(Postrun event) {
            STORY.add("postrun " + event.state() + " " + event.result());
        }

        @Override
        public void taskSuccess(Success event) {
            STORY.add("success " + event.result());
        }

        @Override
        public void taskFailure(Failure event) {
            STORY.add("failure " + event.summary() + " " + event.exception().isPresent());
        }
    }

    @Test
    void interceptorsAreAroundTheTaskInOrder() {
        with("order", b -> b.taskInterceptor(told("outer")).taskInterceptor(told("inner")), add -> {
            assertThat(add.delay(2, 3).get(SOON)).isEqualTo(5);
            assertThat(STORY).containsExactly("outer true", "inner true", "add 2 3", "inner got 5", "outer got 5");
        });
    }

    @Test
    void anInterceptorMayChangeArgumentsAndResult() {
        with(
                "change",
                b -> b.taskInterceptor((task, chain) -> {
                    Object result = chain.proceed(task.withArguments(List.of(20, 20), Map.of()));
                    return result instanceof Number number ? number.intValue() + 2 : result;
                }),
                add -> assertThat(add.delay(0, 0).get(SOON)).isEqualTo(42));
    }

    @Test
    void whatAnInterceptorThrowsIsTheTasksFailure() {
        with(
                "throws",
                b -> b.taskInterceptor((task, chain) -> {
                            throw new IllegalStateException("closed today");
                        })
                        .taskListener(new Ear()),
                add -> {
                    AsyncResult<Integer> result = add.delay(1, 1);
                    assertThatThrownBy(() -> result.get(SOON))
                            .isInstanceOf(TaskFailedException.class)
                            .hasMessageContaining("closed today");
                    assertThat(STORY)
                            .containsExactly(
                                    "prerun [1, 1]",
                                    "failure IllegalStateException: closed today true",
                                    "postrun FAILURE null");
                });
    }

    @Test
    void aTaskIsNotRunTwiceByAnInterceptor() {
        with(
                "twice",
                b -> b.taskInterceptor((task, chain) -> {
                    chain.proceed(task);
                    return chain.proceed(task);
                }),
                add -> {
                    AsyncResult<Integer> result = add.delay(1, 1);
                    assertThatThrownBy(() -> result.get(SOON)).hasMessageContaining("called proceed twice");
                    assertThat(STORY).containsExactly("add 1 1");
                });
    }

    @Test
    void aListenerHearsAndChangesNothing() {
        with(
                "listener",
                b -> b.taskListener(new TaskListener() {
                            @Override
                            public void taskPrerun(Prerun event) {
                                throw new IllegalStateException("no matter");
                            }
                        })
                        .taskListener(new Ear()),
                add -> {
                    assertThat(add.delay(4, 5).get(SOON)).isEqualTo(9);
                    assertThat(STORY).containsExactly("prerun [4, 5]", "add 4 5", "success 9", "postrun SUCCESS 9");
                });
    }

    /** Throws what a broken library does, at every turn. */
    private static final class Broken implements TaskListener {
        @Override
        public void taskPrerun(Prerun event) {
            throw new ServiceConfigurationError("no such provider");
        }

        @Override
        public void taskSuccess(Success event) {
            throw new ServiceConfigurationError("no such provider");
        }

        @Override
        public void taskPostrun(Postrun event) {
            throw ListenersTest.<RuntimeException>sneak(new IOException("not declared"));
        }
    }

    @Test
    void noErrorOfAListenerIsTheTasksOwn() {
        with("errors", b -> b.taskListener(new Broken()).taskListener(new Ear()), add -> {
            assertThat(add.delay(4, 5).get(SOON)).isEqualTo(9);
            assertThat(STORY).containsExactly("prerun [4, 5]", "add 4 5", "success 9", "postrun SUCCESS 9");
        });
    }

    /** Named by the settings. */
    public static final class Told implements WorkerListener {
        @Override
        public void taskRejected(TaskRejected event) {
            STORY.add("rejected " + new String(event.message().body(), StandardCharsets.UTF_8) + ": " + event.reason());
        }
    }

    @Test
    void settingsNameListenersOfTheWorker() {
        String url = "memory://hooks-named";
        try (Lovage app = Lovage.builder("named")
                .broker(url)
                .settings(s -> s.set("worker_listeners", Told.class.getName()))
                .build()) {
            app.task("tasks.add", HooksTest::add);
            try (Worker worker = Worker.builder(app).concurrency(1).build()) {
                worker.start();
                Message message = new Message(
                        "no task".getBytes(StandardCharsets.UTF_8), "text/plain", "utf-8", Map.of(), Map.of());
                app.broker().publisher().publish(Publication.toQueue("celery", message));
                Eventually.until(SOON, "it is heard", () -> !STORY.isEmpty());
                assertThat(STORY).singleElement().asString().startsWith("rejected no task: ");
            }
        }
    }

    @Test
    void aWorkersLifeIsHeardInOrder() {
        String url = "memory://hooks-life";
        try (Lovage app = Lovage.builder("life").broker(url).backend(url).build()) {
            Task2<Integer, Integer, Integer> add = app.task("tasks.add", HooksTest::add);
            Worker worker = Worker.builder(app)
                    .hostname("w1@here")
                    .listener(new Life())
                    .listener(new WorkerListener() {
                        @Override
                        public void workerReady(WorkerReady event) {
                            throw new IllegalStateException("no matter");
                        }
                    })
                    .build();
            worker.start();
            assertThat(add.delay(1, 2).get(SOON)).isEqualTo(3);
            app.signature("tasks.unknown").delay();
            app.signature("tasks.add")
                    .args(1, 2)
                    .with(options -> options.expires(Instant.EPOCH))
                    .delay();
            Eventually.until(SOON, "all is heard", () -> STORY.contains("revoked tasks.add true"));
            worker.close();
            assertThat(STORY).contains("add 1 2");
            assertThat(STORY)
                    .as("beside the task, which runs on a thread of its own")
                    .filteredOn(line -> !line.equals("add 1 2"))
                    .containsExactly(
                            "init w1@here",
                            "setup true",
                            "start",
                            "ready [tasks.add]",
                            "received tasks.add",
                            "unknown tasks.unknown",
                            "revoked tasks.add true",
                            "shutting down  Warm 0",
                            "shutdown");
        }
    }

    private static final class Life implements WorkerListener {
        @Override
        public void celerydInit(CelerydInit event) {
            STORY.add("init " + event.worker().hostname());
        }

        @Override
        public void celerydAfterSetup(CelerydAfterSetup event) {
            STORY.add("setup " + event.steps().contains("Consumer"));
        }

        @Override
        public void workerInit(WorkerInit event) {
            STORY.add("start");
        }

        @Override
        public void workerReady(WorkerReady event) {
            STORY.add("ready " + event.tasks().stream().map(task -> task.name()).toList());
        }

        @Override
        public void workerShuttingDown(WorkerShuttingDown event) {
            STORY.add("shutting down " + event.sig() + " " + event.how() + " " + event.exitCode());
        }

        @Override
        public void workerShutdown(WorkerShutdown event) {
            STORY.add("shutdown");
        }

        @Override
        public void taskReceived(TaskReceived event) {
            STORY.add("received " + event.task().name());
        }

        @Override
        public void taskRevoked(TaskRevoked event) {
            STORY.add("revoked " + event.task().name() + " " + event.expired());
        }

        @Override
        public void taskUnknown(TaskUnknown event) {
            STORY.add("unknown " + event.name());
        }
    }

    @Test
    void aHookThatCantBeLoadedIsNamed() {
        String url = "memory://hooks-unknown";
        try (Lovage app = Lovage.builder("unknown")
                .broker(url)
                .settings(s -> s.taskListeners(List.of("com.example.Nobody")))
                .build()) {
            app.task("tasks.add", HooksTest::add);
            Worker worker = Worker.builder(app).concurrency(1).build();
            assertThatThrownBy(worker::start)
                    .hasMessageContaining("The step Tasks of the consumer failed to start")
                    .hasMessageContaining("task_listeners names com.example.Nobody");
        }
    }
}
