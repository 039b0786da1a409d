package dev.lovage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.binding.BadArgumentsException;
import dev.lovage.binding.UnencodableException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskDefinitionTest {

    private final TestApp test = TestApp.plain();
    private final Lovage app = test.app;

    static int add(int x, int y) {
        return x + y;
    }

    static int twice(int x) {
        return 2 * x;
    }

    static String told(TaskContext context, String text) {
        return context.id() + context.retries() + context.headers().get("tenant") + text;
    }

    static String greet(String to, @Default("en") String locale, Optional<Integer> times) {
        return to + locale + times.orElse(0);
    }

    static Object stream() {
        return new java.io.ByteArrayInputStream(new byte[0]);
    }

    static void fail() throws IOException {
        throw new IOException("disk full");
    }

    @TaskNamespace("shop.mail")
    static class Mailer {

        static final AtomicInteger MADE = new AtomicInteger();

        Mailer() {
            MADE.incrementAndGet();
        }

        String send(String to, String template) {
            return to + "/" + template;
        }

        @Task(name = "mail.ping", aliases = "ping")
        void ping() {}
    }

    static class Needy {
        private final String needs;

        Needy(String needs) {
            this.needs = needs;
        }

        String say() {
            return needs;
        }
    }

    @TaskNamespace("proj.tasks")
    interface PyTasks {
        String resize(String url, int width);
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void theNameIsTheGivenOneElseTheNamespacesElseTheClasss() {
        assertThat(app.task("tasks.add", TaskDefinitionTest::add).name()).isEqualTo("tasks.add");
        assertThat(app.task(Mailer.class, Mailer::ping).name()).isEqualTo("mail.ping");
        assertThat(app.task(Mailer.class, Mailer::send).name()).isEqualTo("shop.mail.send");
        assertThat(app.task(TaskDefinitionTest::twice).name()).isEqualTo("dev.lovage.TaskDefinitionTest.twice");
    }

    @Test
    void theSignatureIsForPeople() {
        assertThat(app.task("tasks.add", TaskDefinitionTest::add)).hasToString("tasks.add(x: int, y: int) -> int");
        assertThat(app.task("greet", TaskDefinitionTest::greet))
                .hasToString("greet(to: String, locale: String = en, times: Optional<Integer>) -> String");
        assertThat(app.task("told", TaskDefinitionTest::told)).hasToString("told(text: String) -> String");
    }

    @Test
    void callRunsHereAndNow() {
        assertThat(app.task("tasks.add", TaskDefinitionTest::add).call(2, 3)).isEqualTo(5);
        assertThat(app.task("lambda", (Integer x) -> x + 1).call(2)).isEqualTo(3);
        assertThatThrownBy(() -> app.task("fail", TaskDefinitionTest::fail).call())
                .isInstanceOf(IOException.class);
    }

    @Test
    void instanceMethodsRunOnOneInstancePerProcess() {
        int before = Mailer.MADE.get();
        Task2<String, String, String> send = app.task(Mailer.class, Mailer::send);
        send.call("bob", "welcome");
        send.call("eve", "welcome");
        app.task(Mailer.class, Mailer::ping).call();
        assertThat(Mailer.MADE.get()).isEqualTo(before + 1);
    }

    @Test
    void aClassThatNeedsMoreThanNothingSaysSo() {
        assertThatThrownBy(() -> app.task(Needy.class, Needy::say).call())
                .isInstanceOf(TaskDefinitionException.class)
                .hasMessageContaining("it has no constructor without parameters")
                .hasMessageContaining("instances(");
    }

    @Test
    void anInstanceProviderMakesWhatIsAsked() {
        try (Lovage own = Lovage.builder("own")
                .settings(app.settings())
                .instances(type -> new Needy("coffee"))
                .build()) {
            assertThat(own.task(Needy.class, Needy::say).call()).isEqualTo("coffee");
        }
    }

    @Test
    void aContractIsSentButNotRunHere() {
        Task2<String, Integer, String> resize = app.task(PyTasks.class, PyTasks::resize);
        resize.delay("http://x", 640);
        assertThat(test.message("celery").task()).isEqualTo("proj.tasks.resize");
        assertThatThrownBy(() -> resize.call("http://x", 640)).hasMessageContaining("proj.tasks.resize is a contract");
    }

    @Test
    void aLambdaWithoutANameIsRefused() {
        assertThatThrownBy(() -> app.task((Integer x) -> x + 1))
                .isInstanceOf(TaskDefinitionException.class)
                .hasMessageContaining("has no name for its task")
                .hasMessageContaining("app.task(\"tasks.something\", x -> …)");
    }

    @Test
    void aReferenceBoundToAnObjectIsRefused() {
        Mailer mailer = new Mailer();
        assertThatThrownBy(() -> app.task(mailer::send))
                .hasMessageContaining("bound to one object")
                .hasMessageContaining("app.task(Mailer.class, Mailer::send)");
    }

    @Test
    void anInstanceMethodWithoutItsClassIsRefused() {
        assertThatThrownBy(() -> app.task("send", Mailer::send))
                .hasMessageContaining("Mailer::send is an instance method. Write app.task(Mailer.class, Mailer::send)");
    }

    @Test
    void twoTasksOfOneNameAreRefused() {
        app.task("same", TaskDefinitionTest::add);
        app.task("same", TaskDefinitionTest::add);
        assertThatThrownBy(() -> app.task("same", TaskDefinitionTest::twice))
                .hasMessageContaining("Two tasks are named 'same'")
                .hasMessageContaining("TaskDefinitionTest.add and")
                .hasMessageContaining("TaskDefinitionTest.twice");
    }

    @Test
    void anEmptyNameIsRefused() {
        assertThatThrownBy(() -> app.task(" ", TaskDefinitionTest::add)).hasMessageContaining("name is empty");
    }

    @Test
    void aWorkerRunsItOnPlainData() throws Throwable {
        FakeRun run = new FakeRun(app, "id-1", "id-1");
        TaskDefinition greet = app.task("greet", TaskDefinitionTest::greet).definition();
        assertThat(greet.run(List.of("bob"), Map.of(), run)).isEqualTo("boben0");
        assertThat(greet.run(List.of("bob"), Map.of("times", 2L, "locale", "nb"), run))
                .isEqualTo("bobnb2");
        assertThat(app.task("told", TaskDefinitionTest::told).definition().run(List.of("!"), Map.of(), run))
                .isEqualTo("id-11acme!");
        assertThat(app.task("add", TaskDefinitionTest::add).definition().run(List.of(1L), Map.of("y", 2L), run))
                .isEqualTo(3L);
    }

    @Test
    void aBadCallIsToldWithTheSignatureAndTheCaller() {
        TaskDefinition add = app.task("tasks.add", TaskDefinitionTest::add).definition();
        FakeRun run = new FakeRun(app, "id", "id");
        assertThatThrownBy(() -> add.run(List.of(1L), Map.of(), run))
                .isInstanceOf(BadArgumentsException.class)
                .hasMessage("tasks.add(x: int, y: int) -> int was called with 1 positional argument by gen42@host "
                        + "(py). Missing: y.");
        assertThatThrownBy(() -> add.run(List.of(1L, 2L, 3L), Map.of(), run))
                .hasMessageContaining("It takes at most 2");
        assertThatThrownBy(() -> add.run(List.of(1L), Map.of("z", 1L), run))
                .hasMessageContaining("1 positional argument and 1 keyword argument")
                .hasMessageContaining("Missing: y. Unexpected: z.");
        assertThatThrownBy(() -> add.run(List.of(1L), Map.of("x", 1L, "y", 1L), run))
                .hasMessageContaining("Given twice: x");
        assertThatThrownBy(() -> add.run(List.of(1L, "two"), Map.of(), run))
                .hasMessageContaining("with a bad 'y': the text \"two\" is no int");
    }

    @Test
    void aResultThatCannotTravelIsNamed() {
        assertThatThrownBy(() -> app.task("stream", TaskDefinitionTest::stream)
                        .definition()
                        .run(List.of(), Map.of(), new FakeRun(app, "id", "id")))
                .isInstanceOf(UnencodableException.class)
                .hasMessageContaining("result (java.io.ByteArrayInputStream) of stream cannot be written as JSON");
    }

    @Test
    void theTasksOwnExceptionComesThroughAsItIs() {
        TaskDefinition fail = app.task("fail", TaskDefinitionTest::fail).definition();
        assertThatThrownBy(() -> fail.run(List.of(), Map.of(), new FakeRun(app, "id", "id")))
                .isInstanceOf(IOException.class)
                .hasMessage("disk full");
    }

    @Test
    void somethingThatIsNoReferenceIsRefused() {
        Task2.Body<Integer, Integer, Integer> written = new Task2.Body<>() {
            @Override
            public Integer apply(Integer x, Integer y) {
                return x + y;
            }
        };
        BiFunction<Integer, Integer, Integer> unused = (x, y) -> x;
        assertThat(unused.apply(1, 2)).isEqualTo(1);
        assertThatThrownBy(() -> app.task("written", written)).hasMessageContaining("takes a reference to a method");
    }
}
