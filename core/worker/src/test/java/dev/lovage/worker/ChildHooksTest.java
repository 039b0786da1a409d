package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.AsyncResult;
import dev.lovage.Lovage;
import dev.lovage.Task;
import dev.lovage.hooks.RunningTask;
import dev.lovage.hooks.TaskInterceptor;
import dev.lovage.hooks.TaskListener;
import dev.lovage.settings.SettingsBuilder;
import dev.lovage.testkit.Eventually;
import dev.lovage.worker.hooks.WorkerListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interceptors and listeners of a worker whose tasks run in child JVMs: what is told there, and what here. */
class ChildHooksTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    /** What was heard in this process. */
    private static final List<String> STORY = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    @BeforeEach
    void forget() {
        STORY.clear();
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
                .application(ChildHooksTest.class.getName())
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
                Worker worker = process(app)
                        .listener(new WorkerListener() {
                            @Override
                            public void taskFailure(TaskFailure event) {
                                STORY.add("failure " + event.task().name() + " " + event.reason());
                            }
                        })
                        .build()) {
            worker.start();
            AsyncResult<?> late = app.signature("hooks.endless").args("").delay();
            assertThatThrownBy(() -> late.get(SOON)).hasMessageContaining("TimeLimitExceeded");
            Eventually.until(SOON, "it is heard", () -> !STORY.isEmpty());
            assertThat(STORY).singleElement().asString().startsWith("failure hooks.endless TimeLimitExceeded");
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
                        .taskInterceptors(List.of("dev.lovage.worker.ChildHooksTest.InChild")))
                .build()) {
            Worker worker = Worker.builder(app.settings())
                    .application(ChildHooksTest.class.getName())
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
}
