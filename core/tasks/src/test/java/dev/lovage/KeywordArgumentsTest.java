package dev.lovage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.binding.BadArgumentsException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeywordArgumentsTest {

    private final TestApp test = TestApp.plain();
    private final Lovage app = test.app;

    record SendMail(
            String to,
            @Default("en") String locale,
            @Default("[1, 2]") List<Integer> tries,
            @Arg("cc_list") Optional<List<String>> copies) {
        SendMail {
            if (to.isEmpty()) {
                throw new IllegalArgumentException("nobody to send to");
            }
        }
    }

    static String send(TaskContext context, long id, @Kwargs SendMail mail) {
        return context.id() + " " + id + " " + mail;
    }

    static int named(@Arg("from") int start, @Default("3") int count) {
        return start + count;
    }

    static void notARecord(@Kwargs String text) {}

    static void twice(@Arg("x") int one, @Arg("x") int two) {}

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void aRecordTakesAllKeywordArgumentsAndFillsInWhatIsAbsent() throws Throwable {
        TaskDefinition task = app.task("send", KeywordArgumentsTest::send).definition();
        assertThat(task.signature())
                .isEqualTo("send(id: long, to: String, locale: String = en, tries: List<Integer> = [1, 2], "
                        + "cc_list: Optional<List<String>>) -> String");
        assertThat(run(task, List.of(7L), Map.of("to", "bob")))
                .isEqualTo("id 7 SendMail[to=bob, locale=en, tries=[1, 2], copies=Optional.empty]");
        assertThat(run(
                        task,
                        List.of(7L),
                        Map.of("to", "bob", "tries", List.of(), "cc_list", List.of("eve"), "locale", "nb")))
                .isEqualTo("id 7 SendMail[to=bob, locale=nb, tries=[], copies=Optional[[eve]]]");
        assertThat(run(task, List.of(7L, "bob", "nb"), Map.of()))
                .isEqualTo("id 7 SendMail[to=bob, locale=nb, tries=[1, 2], copies=Optional.empty]");
    }

    @Test
    void whatTheRecordRefusesIsABadArgument() {
        TaskDefinition task = app.task("send", KeywordArgumentsTest::send).definition();
        assertThatThrownBy(() -> run(task, List.of(7L), Map.of("to", "")))
                .isInstanceOf(BadArgumentsException.class)
                .hasMessageContaining("nobody to send to");
        assertThatThrownBy(() -> run(task, List.of(7L), Map.of("to", "bob", "loacle", "nb")))
                .hasMessageContaining("Unexpected: loacle");
    }

    @Test
    void aTypedCallIsSpreadOutAndReadBackTheSame() throws Throwable {
        Task2<Long, SendMail, String> send = app.task("send", KeywordArgumentsTest::send);
        send.delay(7L, new SendMail("bob", "nb", List.of(5), Optional.of(List.of("eve"))));
        var message = test.message("celery");
        assertThat(message.args()).containsExactly(7L);
        assertThat(message.kwargs()).containsOnlyKeys("to", "locale", "tries", "cc_list");
        assertThat(run(send.definition(), message.args(), message.kwargs()))
                .isEqualTo("id 7 SendMail[to=bob, locale=nb, tries=[5], copies=Optional[[eve]]]");
    }

    @Test
    void aParameterMayHaveAnotherNameOnTheWire() throws Throwable {
        TaskDefinition task = app.task("named", KeywordArgumentsTest::named).definition();
        assertThat(run(task, List.of(), Map.of("from", 4L))).isEqualTo(7L);
        assertThat(run(task, List.of(), Map.of("from", 4L, "count", 1L))).isEqualTo(5L);
    }

    @Test
    void mistakesInTheDefinitionAreTold() {
        assertThatThrownBy(() -> app.task("bad", KeywordArgumentsTest::notARecord))
                .isInstanceOf(TaskDefinitionException.class)
                .hasMessageContaining("must be a record");
        assertThatThrownBy(() -> app.task("bad", KeywordArgumentsTest::twice)).hasMessageContaining("have one name");
    }

    private Object run(TaskDefinition task, List<?> args, Map<String, ?> kwargs) throws Throwable {
        return task.run(args, kwargs, new FakeRun(app, "id", "id"));
    }
}
