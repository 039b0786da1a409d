package dev.lovage.worker;

import dev.lovage.Lovage;
import dev.lovage.Task2;
import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.StepContext;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** A worker for each test, and what tests add to it. */
abstract class WorkerWithSteps {

    static final Duration SOON = Duration.ofSeconds(10);
    static final List<String> STORY = new CopyOnWriteArrayList<>();

    Lovage app;
    Task2<Integer, Integer, Integer> add;
    Worker worker;

    static int add(int x, int y) {
        return x + y;
    }

    @BeforeEach
    void makeAWorker(TestInfo test) {
        STORY.clear();
        String url =
                "memory://steps-" + test.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT);
        app = Lovage.builder("steps").broker(url).backend(url).build();
        add = app.task("tasks.add", WorkerWithSteps::add);
        worker = Worker.builder(app).concurrency(2).build();
    }

    @AfterEach
    void stopAll() {
        worker.close();
        app.close();
    }

    /** Tells of itself, and does what a test wants. */
    static class Told implements Bootstep {
        private final Set<Class<?>> requires;
        private final Consumer<StepContext> onStart;

        Told(Set<Class<?>> requires, Consumer<StepContext> onStart) {
            this.requires = requires;
            this.onStart = onStart;
        }

        @Override
        public Set<Class<?>> requires() {
            return requires;
        }

        @Override
        public Lifecycle create(StepContext context) {
            return Lifecycle.of(
                    () -> {
                        STORY.add("start " + name());
                        onStart.accept(context);
                    },
                    () -> STORY.add("stop " + name()));
        }
    }

    static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
