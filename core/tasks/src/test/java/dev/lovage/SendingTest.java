package dev.lovage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.binding.UnencodableException;
import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.Exchange;
import dev.lovage.messaging.codec.ContentDisallowedException;
import dev.lovage.wire.TaskMessage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SendingTest {

    private final TestApp test = TestApp.plain();
    private final Lovage app = test.app;

    record Line(String article, int count, BigDecimal price) {}

    static int add(int x, int y) {
        return x + y;
    }

    static void order(UUID id, LocalDate day, List<Line> lines) {}

    static String greet(@Kwargs Greeting greeting) {
        return greeting.toString();
    }

    record Greeting(String to, @Default("en") String locale) {}

    @Task(name = "slow.build", queue = "slow", priority = 3, ignoreResult = true)
    static void build() {}

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void aDelayedCallIsInTheDefaultQueueAsCeleryWritesIt() {
        AsyncResult<Integer> result = app.task("tasks.add", SendingTest::add).delay(2, 3);

        Delivery delivery = test.take("celery", 1).get(0);
        assertThat(delivery.routingKey()).isEqualTo("celery");
        assertThat(delivery.message().contentType()).isEqualTo("application/json");
        assertThat(delivery.message().property("correlation_id")).contains(result.id());
        assertThat(delivery.message().property("reply_to")).isPresent();
        assertThat(delivery.message().headers())
                .containsEntry("task", "tasks.add")
                .containsEntry("id", result.id())
                .containsEntry("root_id", result.id())
                .containsEntry("parent_id", null)
                .containsEntry("argsrepr", "(2, 3)")
                .containsEntry("kwargsrepr", "{}")
                .containsEntry("ignore_result", false);
    }

    @Test
    void argumentsTravelWithTheirTypes() {
        UUID id = UUID.randomUUID();
        app.task("order", SendingTest::order)
                .delay(id, LocalDate.of(2024, 2, 29), List.of(new Line("æble", 3, new BigDecimal("1.50"))));

        assertThat(test.message("celery").args())
                .containsExactly(
                        id,
                        LocalDate.of(2024, 2, 29),
                        List.of(Map.of("article", "æble", "count", 3L, "price", new BigDecimal("1.50"))));
    }

    @Test
    void aRecordOfKeywordArgumentsIsSpreadOut() {
        app.task("greet", SendingTest::greet).delay(new Greeting("bob", "nb"));

        TaskMessage message = test.message("celery");
        assertThat(message.args()).isEmpty();
        assertThat(message.kwargs()).containsExactly(Map.entry("to", "bob"), Map.entry("locale", "nb"));
    }

    @Test
    void optionsOfTheCallBeatThoseOfTheTask() {
        Task0<Void> build = app.task(SendingTest::build);
        build.delay();
        assertThat(test.message("slow"))
                .returns(true, message -> message.headers().ignoreResult())
                .returns(3, message -> message.properties().priority().orElseThrow());

        build.applyAsync(o -> o.queue("fast")
                .priority(7)
                .taskId("order-17")
                .header("tenant", "acme")
                .ignoreResult(false)
                .expires(Duration.ofMinutes(5)));
        TaskMessage message = test.message("fast");
        assertThat(message.id()).isEqualTo("order-17");
        assertThat(message.headers().ignoreResult()).isFalse();
        assertThat(message.headers().extra()).containsEntry("tenant", "acme");
        assertThat(message.headers().expires()).isPresent();
        assertThat(message.properties().expiration()).contains("300000");
        assertThat(message.properties().priority()).contains(7);
    }

    @Test
    void aHandleWithOptionsKeepsThem() {
        Task2<Integer, Integer, Integer> lowly =
                app.task("tasks.add", SendingTest::add).with(o -> o.queue("lopri"));
        lowly.delay(1, 1);
        assertThat(test.message("lopri").task()).isEqualTo("tasks.add");
    }

    @Test
    void aTaskKnownByNameOnlyIsCalledByItsSignature() {
        app.signature("proj.tasks.add").args(2, 2).kwarg("z", 1).delay();

        TaskMessage message = test.message("celery");
        assertThat(message.task()).isEqualTo("proj.tasks.add");
        assertThat(message.args()).containsExactly(2L, 2L);
        assertThat(message.kwargs()).containsExactly(Map.entry("z", 1L));
    }

    @Test
    void manyCallsAreSentAtOnce() {
        Task2<Integer, Integer, Integer> add = app.task("tasks.add", SendingTest::add);
        List<Signature<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            calls.add(add.s(i, i));
        }
        List<AsyncResult<Integer>> results = app.sendAll(calls);

        Set<String> ids = new java.util.HashSet<>();
        test.take("celery", 500)
                .forEach(delivery -> ids.add(delivery.message().header("id").orElseThrow()));
        assertThat(results).hasSize(500).allMatch(result -> ids.contains(result.id()));
    }

    @Test
    void anExchangeOfTheCallersOwnIsUsed() {
        app.broker().topology().declare(dev.lovage.messaging.Queue.of("media", Exchange.topic("media"), "media.#"));
        app.signature("t")
                .with(o -> o.exchange("media").routingKey("media.video"))
                .delay();

        assertThat(app.broker().topology().size("media")).isEqualTo(1);
    }

    @Test
    void aQueueThatWasDeletedIsDeclaredAgain() {
        Task2<Integer, Integer, Integer> add = app.task("tasks.add", SendingTest::add);
        add.delay(1, 1);
        app.broker().topology().delete("celery");
        add.delay(2, 2);

        assertThat(test.message("celery").args()).containsExactly(2L, 2L);
    }

    @Test
    void anArgumentThatCannotTravelIsNamed() {
        assertThatThrownBy(() -> app.signature("shop.send")
                        .args(1)
                        .kwarg("order", new Object())
                        .delay())
                .isInstanceOf(UnencodableException.class)
                .hasMessageContaining("Argument 'order' (java.lang.Object) of shop.send cannot be written as JSON")
                .hasMessageContaining("Pass an id");
    }

    @Test
    void anUnknownSerializerIsNamedWithANearOne() {
        assertThatThrownBy(
                        () -> app.signature("t").with(o -> o.serializer("jsno")).delay())
                .isInstanceOf(ContentDisallowedException.class)
                .hasMessageContaining("jsno")
                .hasMessageContaining("did you mean 'json'");
    }

    @Test
    void aBodyTooLargeIsRefusedBeforeItIsSent() {
        try (TestApp small = TestApp.with(s -> s.maxMessageBytes(1000))) {
            assertThatThrownBy(() ->
                            small.app.signature("t").args("x".repeat(1000)).delay())
                    .isInstanceOf(UnencodableException.class)
                    .hasMessageContaining("max_message_bytes");
        }
    }

    @Test
    void aCallFromWithinATaskKnowsItsParent() throws Exception {
        FakeRun run = new FakeRun(app, "parent-id", "root-id");
        AsyncResult<?> child =
                TaskContext.of(run).within(() -> app.signature("child").delay());

        TaskMessage message = test.message("celery");
        assertThat(message.headers().rootId()).isEqualTo("root-id");
        assertThat(message.headers().parentId()).contains("parent-id");
        assertThat(run.children).containsExactly(child.id());
    }

    @Test
    void withQuorumQueuesAndPrioritiesTheDeclarationIsCelerys() {
        assertThat(TaskQueues.of(
                                TestApp.settings(
                                        s -> s.taskDefaultQueueType("quorum").taskQueueMaxPriority(10)),
                                "celery")
                        .arguments())
                .containsOnly(Map.entry("x-queue-type", "quorum"), Map.entry("x-max-priority", 10));
    }

    @Test
    void aClosedAppSaysSo() {
        app.close();
        assertThatThrownBy(() -> app.signature("t").delay()).hasMessageContaining("closed");
    }
}
