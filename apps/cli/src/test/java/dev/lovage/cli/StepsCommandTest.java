package dev.lovage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.cli.Typed.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps on the command line: added, switched off, drawn. */
class StepsCommandTest {

    private static final String SOURCE = """
            import dev.lovage.Task;
            import dev.lovage.worker.step.*;
            import java.util.Set;

            public class App {
                @Task(name = "tasks.add")
                public static int add(int x, int y) { return x + y; }

                public static class Told implements Bootstep {
                    @Override public Set<Class<?>> requires() { return Set.of(TaskCatalog.class); }

                    @Override public Lifecycle create(StepContext context) {
                        return Lifecycle.of(
                                () -> System.err.println("told: " + context.get(TaskCatalog.class).tasks()),
                                () -> System.err.println("told to stop"));
                    }
                }

                public static class Broken implements Bootstep {
                    @Override public Set<Class<?>> requires() { return Set.of(Told.class); }

                    @Override public Lifecycle create(StepContext context) {
                        return Lifecycle.of(() -> { throw new IllegalStateException("no disk"); }, () -> {});
                    }
                }
            }
            """;

    @TempDir
    static Path folder;

    @BeforeAll
    static void writeAnApplication() throws IOException {
        Files.writeString(folder.resolve("App.java"), SOURCE);
    }

    @Test
    void theGraphIsDotOnStdout() {
        Outcome outcome = typed().types("graph", "bootsteps");

        assertThat(outcome.code()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .startsWith("digraph bootsteps {")
                .contains("\"cluster_worker\"", "\"cluster_consumer\"", "\"worker/Pool\" -> \"worker/Consumer\"")
                .contains("\"consumer/Connection\" -> \"consumer/Tasks\"");
    }

    @Test
    void aStepThatIsSwitchedOffIsNotDrawn() {
        assertThat(typed().types("graph", "bootsteps", "-x", "timer").out()).doesNotContain("Timer");
        assertThat(typed().types("graph", "bootsteps", "--without-step", "Pool").err())
                .contains("The step Tasks of the consumer requires Pool, which the step Pool offers, and that is"
                        + " switched off");
        assertThat(typed().types("graph", "bootsteps", "-x", "tymer").err()).contains("Did you mean 'Timer'?");
    }

    @Test
    void aUsersStepIsDrawnToo() throws IOException {
        String app = folder.resolve("App.java").toString();
        Outcome outcome = typed().types("-A", app, "graph", "bootsteps", "--step", "App.Told", "--svg=steps.svg");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).isEmpty();
        assertThat(Files.readString(folder.resolve("steps.svg")))
                .startsWith("<svg ")
                .contains(">Told</text>");
        assertThat(typed().types("graph", "bootsteps", "--svg").out()).startsWith("<svg ");
    }

    @Test
    void whatTheOptionsOfAWorkerAskForIsDrawn() {
        assertThat(typed().types("graph", "bootsteps").out()).doesNotContain("Autoscaler", "Reloader");
        assertThat(typed().types("graph", "bootsteps", "--autoscale=3,1", "--reload")
                        .out())
                .contains("\"worker/Autoscaler\"", "\"worker/Reloader\"");
    }

    @Test
    void whatTheApplicationsCodeAsksForIsDrawn() throws IOException {
        Path app = Files.writeString(folder.resolve("Scaling.java"), """
                import dev.lovage.Lovage;
                import dev.lovage.Task;

                public class Scaling {
                    static final Lovage app = Lovage.builder("scaling")
                            .settings(settings -> settings.set("worker_autoscale", "3,1"))
                            .build();

                    @Task(name = "tasks.add")
                    public static int add(int x, int y) { return x + y; }
                }
                """);
        Outcome outcome = typed().types("-A", app.toString(), "graph", "bootsteps");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("\"worker/Autoscaler\"");
    }

    @Test
    void onlyBootstepsAreDrawn() {
        Outcome outcome = typed().types("graph", "workers");

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("There is no graph of 'workers'; there is one of bootsteps");
    }

    @Test
    void aStepOfTheApplicationRunsInTheWorker() throws IOException, InterruptedException {
        try (LovageProcess worker = LovageProcess.start(
                folder, "-A", "App.java", "worker", "-c", "1", "--step", "App.Told", "-n", "w1@here")) {
            worker.awaitSaid("told: [KnownTask[name=tasks.add, signature=tasks.add(x: int, y: int) -> int]]");
            assertThat(worker.terminate()).isZero();
            assertThat(worker.err()).contains("told to stop");
        }
    }

    @Test
    void aStepThatFailsEndsTheProgramAndIsNamed() throws IOException, InterruptedException {
        Outcome outcome =
                LovageProcess.run(folder, "-A", "App.java", "worker", "-c", "1", "--step", "App.Broken,App.Told");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("lovage: The step Broken of the worker failed to start: java.lang.IllegalStateException: no"
                        + " disk")
                .contains("App$Broken.lambda", "told to stop");
    }

    @Test
    void whatIsNoStepIsSaid() throws IOException, InterruptedException {
        Outcome outcome = LovageProcess.run(folder, "-A", "App.java", "worker", "--step", "App.Gone");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("worker_steps names App.Gone: there is no such class in App.java");
        assertThat(LovageProcess.run(folder, "-A", "App.java", "worker", "--step", "App")
                        .err())
                .contains("worker_steps names App, which is no Bootstep");
    }

    private static Typed typed() {
        return new Typed(folder);
    }
}
