package dev.lovage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.cli.Typed.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker as people start it, and the commands that need one. */
class WorkerCommandTest {

    private static final String SOURCE = """
            import dev.lovage.Task;

            public class Tasks {
                @Task(name = "tasks.add")
                public static int add(int x, int y) { return x + y; }

                @Task(name = "tasks.echo")
                public static Object echo(Object value) { return value; }

                @Task(name = "tasks.fail")
                public static void fail(String why) { throw new IllegalStateException(why); }

                @Task(name = "tasks.print")
                public static void print(String text) { System.out.println(text); }

                @Task(name = "tasks.memory")
                public static long memory() { return Runtime.getRuntime().maxMemory() >> 20; }
            }
            """;

    @TempDir
    static Path folder;

    private static LovageProcess worker;

    @BeforeAll
    static void startAWorker() throws IOException {
        Files.writeString(folder.resolve("Tasks.java"), SOURCE);
        worker = LovageProcess.startWorker(folder, "--prefetch-multiplier", "2", "--child-opts=-Xmx100m -Dsome=thing");
        worker.awaitSaid("Ready");
    }

    @AfterAll
    static void itStopsWhenAskedTo() throws InterruptedException {
        try (LovageProcess running = worker) {
            assertThat(running.terminate()).isZero();
            assertThat(running.out()).isEmpty();
        }
    }

    @Test
    void theBannerHasCelerysLabelsAndTheTasks() {
        assertThat(worker.err())
                .contains("w1@here", "[config]", ".> app:", ".> transport:   sqla+sqlite://", ".> results:")
                .contains(".> concurrency: 1", "[queues]", ".> celery", "[tasks]", "tasks.add(x: int, y: int) -> int")
                .contains("lovage call tasks.add");
    }

    @Test
    void theResultIsAloneOnStdout() {
        Outcome call = typed().types("call", "tasks.add", "2", "2", "--wait");

        assertThat(call.code()).isZero();
        assertThat(call.out()).isEqualTo("4" + System.lineSeparator());
        assertThat(call.err()).contains("tasks.add");
    }

    @Test
    void argumentsArriveAsTyped() {
        assertThat(result("call", "tasks.add", "x=-5", "y=3", "--wait")).isEqualTo("-2");
        assertThat(result("call", "tasks.add", "-3", "-4", "--wait")).isEqualTo("-7");
        assertThat(result("call", "tasks.add", "-a", "[1]", "-k", "{\"y\": 2}", "--wait"))
                .isEqualTo("3");
        assertThat(result("call", "tasks.echo", "Grüße 李雷 👋", "--wait")).isEqualTo("Grüße 李雷 👋");
        assertThat(result("call", "tasks.echo", "[1, {\"a\": null}]", "--wait")).isEqualTo("[1, {\"a\": null}]");
        assertThat(result("call", "tasks.echo", "null", "--wait")).isEqualTo("null");
    }

    @Test
    void aFailureIsToldOnStderrAndByTheExitCode() {
        Outcome call = typed().types("call", "tasks.fail", "no such customer", "--wait");

        assertThat(call.code()).isEqualTo(1);
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).contains("FAILURE: ", "IllegalStateException", "no such customer", "--traceback");
        assertThat(typed().types("call", "tasks.fail", "so", "--wait", "--traceback")
                        .err())
                .contains("Tasks.java:");
    }

    @Test
    void optionsOfChildrenMayLookLikeOptionsOfOurs() {
        assertThat(Integer.parseInt(result("call", "tasks.memory", "--wait"))).isBetween(80, 100);
    }

    @Test
    void aResultCanBeReadLaterByItsId() {
        String id = result("call", "tasks.add", "20", "22");

        assertThat(typed().types("result", id, "--wait", "--timeout", "30").out())
                .isEqualToIgnoringNewLines("42");
        assertThat(typed().types("result", id).out()).isEqualToIgnoringNewLines("42");
        assertThat(typed().types("result", id, "--json").out()).contains("\"state\": \"SUCCESS\"", "\"result\": 42");
    }

    @Test
    void theLogHasCelerysForm() {
        String id = result("call", "tasks.print", "hello from the task");
        typed().types("result", id, "--wait", "--timeout", "30");

        worker.awaitSaid("tasks.print[" + id + "] (queue celery): hello from the task");
        worker.awaitSaid("Task tasks.print[" + id + "] succeeded in");
        assertThat(worker.err().lines().filter(line -> line.contains("Task tasks.print[" + id + "]")))
                .allSatisfy(line -> assertThat(line)
                        .matches("\\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3}: INFO/MainProcess\\] .*"));
    }

    @Test
    void tasksListsSignaturesWithoutAWorker() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));

        Outcome tasks =
                new Typed(elsewhere).types("-A", folder.resolve("Tasks.java").toString(), "tasks");

        assertThat(tasks.code()).isZero();
        assertThat(tasks.out().lines()).contains("tasks.add(x: int, y: int) -> int");
        assertThat(new Typed(elsewhere)
                        .types(
                                "tasks",
                                "--json",
                                "-A",
                                folder.resolve("Tasks.java").toString())
                        .out())
                .contains("{\"name\": \"tasks.add\", \"signature\": \"tasks.add(x: int, y: int) -> int\"}");
    }

    @Test
    void anApplicationThatDoesNotCompileIsShownAsJavacShowsIt() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("Broken.java"), "public class Broken { int x = \"\"; }");

        for (List<String> line :
                List.of(List.of("-A", "Broken.java", "tasks"), List.of("-A", "Broken.java", "worker", "-c", "1"))) {
            Outcome outcome = LovageProcess.run(folder, line.toArray(String[]::new));

            assertThat(outcome.code()).as("%s", line).isEqualTo(1);
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err())
                    .contains("Broken.java:1: error: incompatible types")
                    .doesNotContain("    at dev.");
        }
    }

    @Test
    void theCommandsWorkAsProcessesToo() throws IOException, InterruptedException {
        Outcome call = LovageProcess.run(folder, "call", "tasks.echo", "Ж", "--wait", "--timeout", "30");

        assertThat(call.code()).isZero();
        assertThat(call.out()).isEqualTo("Ж" + System.lineSeparator());
    }

    private static String result(String... line) {
        Outcome outcome = typed().types(line);
        assertThat(outcome.code()).as("%s: %s", List.of(line), outcome.err()).isZero();
        return outcome.out().strip();
    }

    private static Typed typed() {
        return new Typed(folder);
    }
}
