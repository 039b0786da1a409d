package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.AsyncResult;
import dev.lovage.Lovage;
import dev.lovage.TaskFailedException;
import dev.lovage.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A worker with child JVMs. */
class ProcessWorkerTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String URL = "memory://process-worker";

    private static Lovage app;
    private static Worker worker;

    @BeforeAll
    static void startAWorker() {
        app = Lovage.builder("client").broker(URL).backend(URL).build();
        worker = Worker.builder(app.settings())
                .application("dev.lovage.worker.pool.FaultTasks")
                .pool("prefork")
                .concurrency(2)
                .build();
        worker.start();
    }

    @AfterAll
    static void stopIt() {
        worker.close();
        app.close();
    }

    @Test
    void tasksRunInChildren() {
        AsyncResult<?> pid = app.signature("tasks.pid").delay();
        assertThat(pid.get(SOON)).isNotEqualTo(ProcessHandle.current().pid());
        assertThat(app.signature("tasks.add").args(2, 2).delay().get(SOON)).isEqualTo(4L);
    }

    @Test
    void aFailureComesBackWithItsTraceback() {
        AsyncResult<?> result = app.signature("tasks.fail").args("no").delay();
        assertThatThrownBy(() -> result.get(SOON))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("no");
    }

    @Test
    void aTaskThatKillsItsChildIsRunThreeTimesAndThenBuried() {
        long before = app.broker().topology().size("lovage.dead");
        AsyncResult<?> result = app.signature("tasks.halt").args(137).delay();
        assertThatThrownBy(() -> result.get(SOON))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("WorkerLostError")
                .hasMessageContaining("3 times");
        Eventually.until(
                SOON, "it is in the dead queue", () -> app.broker().topology().size("lovage.dead") == before + 1);
        assertThat(app.signature("tasks.add").args(2, 3).delay().get(SOON)).isEqualTo(5L);
    }

    @Test
    void itKnowsItsTasksFromTheChildrensCatalog() {
        List<String> names = worker.tasks().stream().map(CatalogEntry::name).toList();
        assertThat(names).contains("tasks.add", "tasks.halt", "tasks.noop");
        assertThat(worker.tasks())
                .filteredOn(task -> task.name().equals("tasks.noop"))
                .allMatch(task -> task.acksLate().equals(Optional.of(false)));
    }
}
