package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.AsyncResult;
import dev.lovage.Lovage;
import dev.lovage.LovageBuilder;
import dev.lovage.Task;
import dev.lovage.Task2;
import dev.lovage.TaskContext;
import dev.lovage.TaskFailedException;
import dev.lovage.hooks.RunningTask;
import dev.lovage.hooks.TaskInterceptor;
import dev.lovage.hooks.TaskListener;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.settings.SettingsBuilder;
import dev.lovage.testkit.Eventually;
import dev.lovage.worker.hooks.WorkerListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interceptors and listeners, in a worker's threads and in its children. */
class HooksTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final List<String> STORY = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

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

    /** Loaded in a child. */
    public static final class Exhausted implements TaskListener {
        @Override
        public void taskSuccess(Success event) {
            throw new OutOfMemoryError("as if");
        }
    }

    @Test
    void aChildWhoseListenerMetAnErrorOfTheMachineRunsNoOtherTask() {
        try (Lovage app = children("exhausted", s -> s.taskListeners(List.of(Exhausted.class.getName())));
                Worker worker = process(app).build()) {
            worker.start();
            Object first = app.signature("hooks.touch").args("").delay().get(SOON);
            Object second = app.signature("hooks.touch").args("").delay().get(SOON);
            assertThat(second).as("the process id, after %s", first).isNotEqualTo(first);
        }
    }

    private static Lovage children(String name, UnaryOperator<SettingsBuilder> settings) {
        String url = "memory://hooks-" + name;
        return Lovage.builder("children")
                .broker(url)
                .backend(url)
                .settings(settings)
                .build();
    }

    private static WorkerBuilder process(Lovage app) {
        return Worker.builder(app.settings())
                .application(HooksTest.class.getName())
                .pool("process")
                .concurrency(1)
                .hostname("w1@child");
    }

    @Task(name = "hooks.endless", timeLimit = "1s")
    public static void endless(String file) throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Test
    void aTimeLimitIsHeardWhereTheProcessCouldNotTell() {
        try (Lovage app = children("limit", s -> s);
                Worker worker = process(app).listener(new Told()).build()) {
            worker.start();
            AsyncResult<?> late = app.signature("hooks.endless").args("").delay();
            assertThatThrownBy(() -> late.get(SOON)).hasMessageContaining("TimeLimitExceeded");
            Eventually.until(SOON, "it is heard", () -> !STORY.isEmpty());
            assertThat(STORY).singleElement().asString().startsWith("failure hooks.endless TimeLimitExceeded");
        }
    }

    /** Named by the settings. */
    public static final class Told implements WorkerListener {
        @Override
        public void taskRejected(TaskRejected event) {
            STORY.add("rejected " + new String(event.message().body(), StandardCharsets.UTF_8) + ": " + event.reason());
        }

        @Override
        public void taskFailure(TaskFailure event) {
            STORY.add("failure " + event.task().name() + " " + event.reason());
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
    void aListenerThatIsSlowToHearOfAStartHoldsUpNoThreadOfThePool() {
        CountDownLatch gate = new CountDownLatch(1);
        try (Lovage app = children("slow", s -> s);
                Worker worker = process(app)
                        .concurrency(2)
                        .listener(new WorkerListener() {
                            @Override
                            public void workerBeforeCreateProcess(BeforeCreateProcess event) {
                                if (STORY.size() > 0) {
                                    await(gate);
                                }
                                STORY.add(Thread.currentThread().getName());
                            }
                        })
                        .build()) {
            worker.start();
            assertThat(app.signature("hooks.touch").args("").delay().get(SOON))
                    .as("from the first child, while the second one is not there")
                    .isNotNull();
            gate.countDown();
            Eventually.until(SOON, "the second start is heard of", () -> STORY.size() == 2);
            assertThat(STORY).allMatch(name -> !name.startsWith("lovage-pool"));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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

    /** Hooks of an application, loaded in its children by name; what they hear goes into the file that a task names. */
    public static final class InChild implements TaskListener, TaskInterceptor {

        private static @Nullable String started;
        private static @Nullable RunningTask last;

        @Override
        public void workerProcessShutdown(ProcessShutdown event) {
            if (last != null) {
                write(last, "shutdown " + event.hostname() + " " + event.exitCode());
            }
        }

        @Override
        public void workerProcessInit(ProcessInit event) {
            started = "init " + event.hostname() + " "
                    + (event.pid() == ProcessHandle.current().pid());
        }

        @Override
        public void taskPrerun(Prerun event) {
            last = event.task();
            write(event.task(), started + "\nprerun");
        }

        @Override
        public void taskPostrun(Postrun event) {
            write(event.task(), "postrun " + event.state());
        }

        @Override
        public @Nullable Object around(RunningTask task, Chain chain) throws Throwable {
            write(task, "around");
            return chain.proceed(task);
        }

        private static void write(RunningTask task, String line) {
            try {
                Files.writeString(
                        Path.of(String.valueOf(task.args().get(0))),
                        line + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Task(name = "hooks.touch")
    public static long touch(String file) {
        return ProcessHandle.current().pid();
    }

    @Task(name = "hooks.halt", acksLate = false)
    public static void halt(String file) {
        Runtime.getRuntime().halt(3);
    }

    @Test
    void settingsNameHooksForChildren() throws IOException {
        String url = "memory://hooks-child";
        Path file = folder.resolve("heard.txt");
        try (Lovage app = Lovage.builder("children")
                .broker(url)
                .backend(url)
                .settings(s -> s.taskListeners(List.of(InChild.class.getName()))
                        .taskInterceptors(List.of("dev.lovage.worker.HooksTest.InChild")))
                .build()) {
            Worker worker = Worker.builder(app.settings())
                    .application(HooksTest.class.getName())
                    .pool("process")
                    .concurrency(1)
                    .hostname("w1@child")
                    .listener(new WorkerListener() {
                        @Override
                        public void workerBeforeCreateProcess(BeforeCreateProcess event) {
                            STORY.add("create for " + event.worker().hostname());
                        }

                        @Override
                        public void taskFailure(TaskFailure event) {
                            STORY.add(event.task().name() + " " + event.reason());
                        }
                    })
                    .build();
            worker.start();
            assertThat(app.signature("hooks.touch")
                            .args(file.toString())
                            .delay()
                            .get(SOON))
                    .isNotEqualTo(ProcessHandle.current().pid());
            AsyncResult<?> lost =
                    app.signature("hooks.halt").args(file.toString()).delay();
            assertThatThrownBy(() -> lost.get(SOON)).hasMessageContaining("WorkerLostError");
            Eventually.until(
                    SOON,
                    "the loss is heard",
                    () -> STORY.stream().anyMatch(line -> line.startsWith("hooks.halt Worker exited prematurely")));
            worker.close();
        }
        assertThat(STORY).contains("create for w1@child");
        assertThat(Files.readAllLines(file).subList(0, 4))
                .containsExactly("init w1@child true", "prerun", "around", "postrun SUCCESS");
    }

    @Test
    void aChildTellsThatItEndsInGoodOrder() throws IOException {
        Path file = folder.resolve("heard.txt");
        try (Lovage app = children("shutdown", s -> s.taskListeners(List.of(InChild.class.getName())))) {
            try (Worker worker = process(app).build()) {
                worker.start();
                assertThat(app.signature("hooks.touch")
                                .args(file.toString())
                                .delay()
                                .get(SOON))
                        .isNotNull();
            }
        }
        assertThat(Files.readAllLines(file)).endsWith("postrun SUCCESS", "shutdown w1@child 0");
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
