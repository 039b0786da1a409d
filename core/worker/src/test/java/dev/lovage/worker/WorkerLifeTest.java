package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.Lovage;
import dev.lovage.messaging.LovageException;
import dev.lovage.testkit.Eventually;
import dev.lovage.worker.hooks.WorkerListener;
import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.StepContext;
import dev.lovage.worker.step.TimerService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a worker begins and ends when what its user brought along misbehaves. */
class WorkerLifeTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final List<String> story = new CopyOnWriteArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private Lovage app;

    static int add(int x, int y) {
        return x + y;
    }

    @BeforeEach
    void makeAnApp(TestInfo test) {
        app = app(
                "memory://life-" + test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT));
    }

    @AfterEach
    void letGo() {
        never.countDown();
        app.close();
    }

    private static Lovage app(String url) {
        Lovage app = Lovage.builder("life").broker(url).build();
        app.task("tasks.add", WorkerLifeTest::add);
        return app;
    }

    /** Does these things, and tells nothing. */
    private record Does(Runnable onStart, Runnable onStop) implements Bootstep {
        @Override
        public Lifecycle create(StepContext context) {
            return Lifecycle.of(onStart, onStop);
        }
    }

    /** As Kotlin, Groovy and Lombok let a method throw what it does not declare. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable exception) throws T {
        throw (T) exception;
    }

    private static void throwSneakily() {
        WorkerLifeTest.<RuntimeException>sneak(new IOException("no disk"));
    }

    private final class Life implements WorkerListener {
        @Override
        public void workerInit(WorkerInit event) {
            story.add("init");
        }

        @Override
        public void workerShutdown(WorkerShutdown event) {
            story.add("shutdown");
        }
    }

    private final class Hanging implements WorkerListener {
        @Override
        public void workerShuttingDown(WorkerShuttingDown event) {
            story.add("hangs at " + event.how());
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WARM", "COLD"})
    void aListenerThatHangsHoldsUpNoStop(Shutdown how) {
        Worker worker =
                Worker.builder(app).listener(new Hanging()).listener(new Life()).build();
        worker.start();
        worker.stop(how);
        assertThat(worker.awaitStopped(SOON)).isTrue();
        assertThat(never.getCount()).as("it still hangs").isEqualTo(1);
        assertThat(worker.exitCode()).isEqualTo(how.exitCode());
        assertThat(story).hasSize(3).endsWith("shutdown");
    }

    @Test
    void anUndeclaredExceptionFromAStepsStartIsTold() {
        Worker worker = Worker.builder(app).listener(new Life()).build();
        worker.steps().add(new Does(WorkerLifeTest::throwSneakily, () -> {}));
        assertThatThrownBy(worker::start)
                .isInstanceOf(LovageException.class)
                .hasMessage("The step Does of the worker failed to start: java.io.IOException: no disk");
        assertThat(worker.awaitStopped(SOON)).isTrue();
        assertThat(story).containsExactly("init", "shutdown");
    }

    @Test
    void anUndeclaredExceptionFromAStepsStopIsTold() {
        Worker worker = Worker.builder(app).listener(new Life()).build();
        worker.steps().add(new Does(() -> {}, WorkerLifeTest::throwSneakily));
        worker.start();
        assertThatThrownBy(worker::close)
                .hasMessageContaining("The step Does failed to stop: java.io.IOException: no disk");
        assertThat(story).containsExactly("init", "shutdown");
    }

    @Test
    void anUndeclaredExceptionEndsNoRepetition() {
        AtomicInteger tries = new AtomicInteger();
        try (Worker worker = Worker.builder(app).build()) {
            worker.steps().add(new Planning(() -> {
                tries.incrementAndGet();
                throwSneakily();
            }));
            worker.start();
            Eventually.until(SOON, "it is done again", () -> tries.get() > 2);
        }
    }

    /** Does something every millisecond until it stops. */
    private record Planning(Runnable action) implements Bootstep {
        @Override
        public Set<Class<?>> requires() {
            return Set.of(TimerService.class);
        }

        @Override
        public Lifecycle create(StepContext context) {
            return Lifecycle.of(
                    () -> context.get(TimerService.class).callRepeatedly(Duration.ofMillis(1), action), () -> {});
        }
    }

    @Test
    void aWorkerThatIsStoppedBeforeItIsReadyHasEndedToo() {
        Worker worker = Worker.builder(app).listener(new Life()).build();
        worker.steps().add(new Does(worker::stop, () -> {}));
        worker.start();
        assertThat(worker.awaitStopped(SOON)).isTrue();
        assertThat(story).containsExactly("init", "shutdown");
    }

    @Test
    void aWorkerStartsOnce() {
        Worker worker = Worker.builder(app).hostname("w1@here").build();
        worker.start();
        assertThatThrownBy(worker::start)
                .isInstanceOf(LovageException.class)
                .hasMessage("The worker w1@here was started or closed before; build a new one");
        worker.close();
        Worker closed = Worker.builder(app).build();
        closed.close();
        assertThatThrownBy(closed::start).hasMessageContaining("build a new one");
    }

    @Test
    void aStoppedWorkerHasNoSlots() {
        Worker worker = Worker.builder(app).concurrency(2).build();
        worker.start();
        assertThat(worker.slots()).isEqualTo(2);
        worker.close();
        assertThat(worker.slots()).isZero();
    }

    @Test
    void aPoolThatNobodyStartedLeavesNothing(@TempDir Path folder) {
        String usual = System.getProperty("java.io.tmpdir");
        System.setProperty("java.io.tmpdir", folder.toString());
        try {
            Worker failing = worker(app);
            failing.steps()
                    .add(new Does(
                            () -> {
                                story.add("pools " + pools(folder));
                                throwSneakily();
                            },
                            () -> {}));
            assertThatThrownBy(failing::start).hasMessageContaining("no disk");
            assertThat(story).as("there was one").containsExactly("pools 1");
            assertThat(failing.awaitStopped(SOON)).isTrue();
            assertThat(pools(folder)).isZero();

            try (Worker without = worker(app)) {
                without.steps().remove(ConsumingStep.class);
                without.start();
                assertThat(pools(folder)).isEqualTo(1);
            }
            assertThat(pools(folder)).isZero();
        } finally {
            System.setProperty("java.io.tmpdir", usual);
        }
    }

    private static Worker worker(Lovage app) {
        return Worker.builder(app.settings())
                .application(WorkerLifeTest.class.getName())
                .pool("process")
                .concurrency(1)
                .build();
    }

    private static long pools(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("lovage-pool-"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
