package dev.lovage;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where limits can be said, and how they travel. */
class TimeLimitTest {

    private final TestApp test = TestApp.plain();
    private final Lovage app = test.app;

    @AfterEach
    void close() {
        test.close();
    }

    @Task(name = "reports.year", timeLimit = "5m", softTimeLimit = "270")
    static void year() {}

    @Task(name = "reports.wrong", timeLimit = "soon")
    static void wrong() {}

    static void month() {}

    private TaskOptions options(String task) {
        return app.tasks().find(task).orElseThrow().options();
    }

    @Test
    void aCallsLimitsAreInItsHeader() {
        app.task("reports.month", TimeLimitTest::month)
                .applyAsync(o -> o.timeLimit(ofMinutes(5)).softTimeLimit(ofMillis(2500)));
        assertThat(test.take("celery", 1).get(0).message().headers())
                .containsEntry("timelimit", Arrays.asList(300, 2.5));
    }

    @Test
    void aCallWithoutLimitsLeavesThemToTheWorker() {
        app.task(TimeLimitTest::year).delay();
        assertThat(test.take("celery", 1).get(0).message().headers())
                .containsEntry("timelimit", Arrays.asList(null, null));
    }

    @Test
    void anAnnotationSaysThemAsText() {
        app.task(TimeLimitTest::year);
        assertThat(options("reports.year").timeLimit()).contains(ofMinutes(5));
        assertThat(options("reports.year").softTimeLimit()).contains(ofSeconds(270));
    }

    @Test
    void aTextThatIsNoTimeIsRefusedWithTheTasksName() {
        assertThatThrownBy(() -> app.task(TimeLimitTest::wrong))
                .isInstanceOf(TaskDefinitionException.class)
                .hasMessageContaining("reports.wrong", "timeLimit must be a time such as", "'soon'");
    }

    @Test
    void aTaskDefinedInCodeHasThemAsOptions() {
        // region: options
        app.with(o -> o.timeLimit(ofMinutes(5)).softTimeLimit(ofMinutes(4)))
                .task("reports.month", TimeLimitTest::month);
        // end: options
        assertThat(options("reports.month").timeLimit()).contains(ofMinutes(5));
        assertThat(options("reports.month").softTimeLimit()).contains(ofMinutes(4));
    }

    @Test
    void whatCodeSaysBeatsTheAnnotation() {
        app.with(o -> o.timeLimit(Duration.ZERO)).task(TimeLimitTest::year);
        assertThat(options("reports.year").timeLimit()).contains(Duration.ZERO);
        assertThat(options("reports.year").softTimeLimit()).contains(ofSeconds(270));
    }

    @Test
    void aCallsLimitIsLongerThanZero() {
        assertThatThrownBy(() -> CallOptions.NONE.timeLimit(Duration.ZERO))
                .hasMessage("timeLimit must be longer than zero, was PT0S");
    }

    @Test
    void aPlainCallHasNoLimits() {
        TaskContext context = TaskContext.of(new LocalRun(app, "reports.year"));
        context.checkTimeLimit();
        assertThat(context.remaining()).isEmpty();
    }
}
