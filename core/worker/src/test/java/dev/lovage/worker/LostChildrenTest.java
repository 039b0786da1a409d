package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.AsyncResult;
import dev.lovage.Lovage;
import dev.lovage.TaskFailedException;
import dev.lovage.settings.SettingsBuilder;
import dev.lovage.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of tasks whose child ends under them, through a worker. */
class LostChildrenTest {

    private static final Duration SOON = Duration.ofSeconds(40);

    private final String url = "memory://" + UUID.randomUUID();
    private Lovage app;
    private Worker worker;

    @TempDir
    private Path folder;

    private void open(String application, UnaryOperator<SettingsBuilder> settings) {
        app = Lovage.builder("client")
                .broker(url)
                .backend(url)
                .settings(s -> settings.apply(s))
                .build();
        worker = Worker.builder(app.settings())
                .application(application)
                .pool("process")
                .concurrency(1)
                .build();
        worker.start();
    }

    private void open(UnaryOperator<SettingsBuilder> settings) {
        open("dev.lovage.worker.pool.FaultTasks", settings);
    }

    @AfterEach
    void close() {
        worker.close();
        app.close();
    }

    @ParameterizedTest
    @CsvSource({
        "tasks.exit, 155, exitcode 155",
        "tasks.halt, 6, exitcode 6",
        "tasks.exitFromThread, , exitcode 7",
        "tasks.signal, KILL, signal 9 (SIGKILL)",
        "tasks.signal, SEGV, the virtual machine crashed",
        "tasks.signal, ABRT, 'signal 6 (SIGABRT)|the virtual machine crashed'",
        "tasks.crash, , the virtual machine crashed",
        "tasks.outOfMemory, , exitcode 3 (out of memory",
    })
    void aLostTaskFailsWithTheReasonWhenItMayNotRunAgain(String task, String argument, String reason) {
        open(settings -> settings.taskRejectOnWorkerLost(false));
        AsyncResult<?> result = call(task, argument);
        assertThatThrownBy(() -> result.get(SOON))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("WorkerLostError")
                .hasMessageContaining("Worker exited prematurely: ")
                .satisfies(failure -> assertThat(reason.split("\\|"))
                        .anyMatch(said -> String.valueOf(failure.getMessage()).contains(said)));
        assertThat(app.signature("tasks.add").args(1, 2).delay().get(SOON)).isEqualTo(3L);
    }

    @ParameterizedTest
    @CsvSource({"tasks.exit, 155", "tasks.halt, 6", "tasks.signal, KILL", "tasks.outOfMemory,"})
    void aLostTaskIsRunThreeTimesAndThenBuried(String task, String argument) {
        open(settings -> settings);
        AsyncResult<?> result = call(task, argument);
        assertThatThrownBy(() -> result.get(SOON))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("WorkerLostError")
                .hasMessageContaining("3 times");
        Eventually.until(
                SOON, "it is in the dead queue", () -> app.broker().topology().size("lovage.dead") == 1);
        assertThat(app.signature("tasks.add").args(1, 2).delay().get(SOON)).isEqualTo(3L);
    }

    @Test
    void aTaskThatWasAcknowledgedEarlyFailsAndIsNotRunAgain() throws Exception {
        Path runs = folder.resolve("runs");
        Path source = folder.resolve("Early.java");
        Files.writeString(source, """
                import dev.lovage.Task;
                import java.nio.file.*;
                public class Early {
                    @Task(name = "early.die") public static void die() throws Exception {
                        Files.writeString(Path.of("%s"), "run", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                        Runtime.getRuntime().halt(6);
                    }
                    @Task(name = "early.add") public static int add(int x, int y) { return x + y; }
                }
                """.formatted(runs));
        open(source.toString(), settings -> settings.taskAcksLate(false));
        AsyncResult<?> result = app.signature("early.die").delay();
        assertThatThrownBy(() -> result.get(SOON))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("WorkerLostError")
                .hasMessageContaining("exitcode 6");
        assertThat(app.signature("early.add").args(1, 2).delay().get(SOON)).isEqualTo(3L);
        assertThat(runs).hasContent("run");
        assertThat(app.broker().topology().size("celery")).isZero();
        assertThat(app.broker().topology().size("lovage.dead")).isZero();
    }

    @Test
    void aStackOverflowFailsTheTaskAndNotTheWorker() {
        open(settings -> settings);
        AsyncResult<?> result = app.signature("tasks.recurse").args(0).delay();
        assertThatThrownBy(() -> result.get(SOON)).hasMessageContaining("StackOverflowError");
        assertThat(app.signature("tasks.add").args(1, 2).delay().get(SOON)).isEqualTo(3L);
    }

    @Test
    void aChildThatEndsBetweenTasksIsReplacedAndCostsNoTask() {
        open(settings -> settings);
        Object pid = app.signature("tasks.exitLater").args(0, 300).delay().get(SOON);
        Eventually.until(
                SOON, "that child has ended", () -> ProcessHandle.of((Long) pid).isEmpty());
        assertThat(app.signature("tasks.add").args(1, 2).delay().get(SOON)).isEqualTo(3L);
        assertThat(app.broker().topology().size("lovage.dead")).isZero();
    }

    @Test
    void aLostTaskIsNoticedWithinASecond() {
        open(settings -> settings.taskRejectOnWorkerLost(false));
        Object warm = app.signature("tasks.add").args(1, 2).delay().get(SOON);
        assertThat(warm).isEqualTo(3L);
        AsyncResult<?> result = call("tasks.halt", "6");
        assertThatThrownBy(() -> result.get(Duration.ofSeconds(1))).isInstanceOf(TaskFailedException.class);
    }

    @ParameterizedTest
    @CsvSource({"throw new IllegalStateException(\"no database\");", "System.exit(4);"})
    void aWorkerWithoutChildrenTakesNothingAndRecoversWhenTheCauseIsMended(String failure) throws Exception {
        Path broken = folder.resolve("broken");
        Path source = folder.resolve("Fragile.java");
        Files.writeString(source, """
                import dev.lovage.Task;
                public class Fragile {
                    static { if (java.nio.file.Files.exists(java.nio.file.Path.of("%s"))) { %s } }
                    @Task(name = "fragile.die") public static void die() { Runtime.getRuntime().halt(3); }
                    @Task(name = "fragile.add") public static int add(int x, int y) { return x + y; }
                }
                """.formatted(broken, failure));
        open(source.toString(), settings -> settings.taskRejectOnWorkerLost(false));
        Files.createFile(broken);
        AsyncResult<?> death = app.signature("fragile.die").delay();
        assertThatThrownBy(() -> death.get(SOON)).isInstanceOf(TaskFailedException.class);
        List<AsyncResult<?>> waiting = List.of(
                app.signature("fragile.add").args(1, 2).delay(),
                app.signature("fragile.add").args(3, 4).delay());
        Eventually.until(
                SOON,
                "what had not begun is back in its queue, for others",
                () -> worker.unfinished() == 0 && app.broker().topology().size("celery") == 2);
        waiting.forEach(each -> assertThat(each.ready()).isFalse());
        AsyncResult<?> late = app.signature("fragile.add").args(5, 6).delay();
        Eventually.until(
                SOON, "it stays where it is", () -> app.broker().topology().size("celery") == 3);
        Files.delete(broken);
        assertThat(waiting.get(0).get(SOON)).isEqualTo(3L);
        assertThat(waiting.get(1).get(SOON)).isEqualTo(7L);
        assertThat(late.get(SOON)).isEqualTo(11L);
        assertThat(app.broker().topology().size("lovage.dead")).isZero();
    }

    @Test
    void aWorkerWithoutChildrenCanStillBeStopped() throws Exception {
        Path broken = folder.resolve("broken");
        Path source = folder.resolve("Fragile.java");
        Files.writeString(source, """
                import dev.lovage.Task;
                public class Fragile {
                    static { if (java.nio.file.Files.exists(java.nio.file.Path.of("%s"))) { System.exit(4); } }
                    @Task(name = "fragile.die") public static void die() { Runtime.getRuntime().halt(3); }
                }
                """.formatted(broken));
        open(source.toString(), settings -> settings.taskRejectOnWorkerLost(false));
        Files.createFile(broken);
        AsyncResult<?> death = app.signature("fragile.die").delay();
        assertThatThrownBy(() -> death.get(SOON)).isInstanceOf(TaskFailedException.class);
        worker.stop();
        assertThat(worker.awaitStopped(Duration.ofSeconds(10))).isTrue();
    }

    private AsyncResult<?> call(String task, String argument) {
        Object value = argument != null && argument.chars().allMatch(Character::isDigit)
                ? Integer.parseInt(argument)
                : argument;
        return argument == null
                ? app.signature(task).delay()
                : app.signature(task).args(value).delay();
    }
}
