package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.AsyncResult;
import dev.lovage.Lovage;
import dev.lovage.Task1;
import dev.lovage.Task2;
import dev.lovage.TaskFailedException;
import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import dev.lovage.messaging.SubscribeOptions;
import dev.lovage.messaging.Subscription;
import dev.lovage.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A worker inside a program, on the memory broker, with tasks in threads. */
class WorkerTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final CountDownLatch[] GATE = new CountDownLatch[1];
    private static final CountDownLatch[] INSIDE = new CountDownLatch[1];

    private Lovage app;
    private Task2<Integer, Integer, Integer> add;
    private Task1<String, Integer> fail;
    private Task1<Integer, Integer> wait;
    private Worker worker;
    private final List<String> banner = new ArrayList<>();

    static int add(int x, int y) {
        return x + y;
    }

    static int fail(String why) {
        throw new IllegalStateException(why);
    }

    static int waitForGate(int value) throws InterruptedException {
        INSIDE[0].countDown();
        GATE[0].await();
        return value;
    }

    @BeforeEach
    void startAWorker(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT);
        app = Lovage.builder("shop")
                .broker("memory://" + name)
                .backend("memory://" + name)
                .build();
        add = app.task("tasks.add", WorkerTest::add);
        fail = app.task("tasks.fail", WorkerTest::fail);
        wait = app.task("tasks.wait", WorkerTest::waitForGate);
        GATE[0] = new CountDownLatch(1);
        INSIDE[0] = new CountDownLatch(1);
        worker = Worker.builder(app)
                .concurrency(2)
                .hostname("w1@%n")
                .banner(banner::add)
                .build();
        worker.start();
    }

    @AfterEach
    void stopAll() {
        GATE[0].countDown();
        worker.close();
        app.close();
    }

    @Test
    void aCallIsRunAndItsResultComesBack() {
        assertThat(add.delay(2, 2).get(SOON)).isEqualTo(4);
    }

    @Test
    void aFailureComesBackWithItsType() {
        AsyncResult<Integer> result = fail.delay("no such customer");
        assertThatThrownBy(() -> result.get(SOON))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("no such customer");
    }

    @Test
    void manyCallsAllComeBack() {
        List<AsyncResult<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            results.add(add.delay(i, i));
        }
        for (int i = 0; i < 500; i++) {
            assertThat(results.get(i).get(SOON)).isEqualTo(2 * i);
        }
        Eventually.until(SOON, "all are settled", () -> worker.unfinished() == 0);
        assertThat(app.broker().topology().size("celery")).isZero();
    }

    @Test
    void theBannerHasCelerysLabels() {
        assertThat(banner).hasSize(1);
        assertThat(banner.get(0))
                .contains(
                        " [config]",
                        " .> app:         shop",
                        " .> transport:   memory://",
                        " .> results:     memory://",
                        " .> concurrency: 2 (threads)",
                        " .> task events: OFF",
                        " [queues]",
                        " .> celery           exchange=celery(direct) key=celery",
                        " [tasks]",
                        "  . tasks.add(",
                        "lovage call tasks.add 2 3 --wait");
    }

    @Test
    void aWarmStopFinishesWhatRunsAndGivesBackTheRest() throws InterruptedException {
        AsyncResult<Integer> first = wait.delay(1);
        AsyncResult<Integer> second = wait.delay(2);
        assertThat(INSIDE[0].await(10, TimeUnit.SECONDS)).isTrue();
        AsyncResult<Integer> waiting = add.delay(3, 3);
        Eventually.until(SOON, "three messages are taken", () -> worker.unfinished() == 3);
        worker.stop();
        Eventually.until(SOON, "the third is given back", () -> worker.unfinished() == 2);
        GATE[0].countDown();
        worker.awaitStopped();
        assertThat(first.get(SOON)).isEqualTo(1);
        assertThat(second.get(SOON)).isEqualTo(2);
        assertThat(app.broker().topology().size("celery")).isEqualTo(1);
        worker = Worker.builder(app).concurrency(1).build();
        worker.start();
        assertThat(waiting.get(SOON)).isEqualTo(6);
    }

    @Test
    void aColdStopGivesBackWhatRuns() throws InterruptedException {
        AsyncResult<Integer> running = wait.delay(7);
        assertThat(INSIDE[0].await(10, TimeUnit.SECONDS)).isTrue();
        worker.stop();
        worker.stopNow();
        assertThat(worker.awaitStopped(SOON)).isTrue();
        assertThat(app.broker().topology().size("celery")).isEqualTo(1);
        GATE[0].countDown();
        worker = Worker.builder(app).concurrency(1).build();
        worker.start();
        assertThat(running.get(SOON)).isEqualTo(7);
    }

    @Test
    void whatCannotBeRunGoesToTheDeadQueue() throws InterruptedException {
        send("[[1, 2], {}, {}]", "application/json", Map.of("id", "a", "task", "tasks.unknown"));
        send("[[1, 2], {}, {}]", "application/x-python-serialize", Map.of("id", "b", "task", "tasks.add"));
        send("not json", "application/json", Map.of("id", "c", "task", "tasks.add"));
        send("[[1, 2], {}, {}]", "application/json", Map.of("task", "tasks.add"));
        send("7", "application/json", Map.of());
        send("[[1, 2, 3]", "application/json", Map.of("id", "d", "task", "tasks.add"));
        BlockingQueue<Delivery> dead = new LinkedBlockingQueue<>();
        try (Subscription subscription =
                app.broker().subscribe(SubscribeOptions.of(List.of(Queue.named("lovage.dead")), 100), dead::add)) {
            List<Object> reasons = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Delivery delivery = dead.poll(10, TimeUnit.SECONDS);
                assertThat(delivery)
                        .as("dead message %s of 6, so far %s", i + 1, reasons)
                        .isNotNull();
                reasons.add(delivery.message().headers().get("lovage-dead-reason"));
                assertThat(delivery.message().headers()).containsKeys("lovage-dead-queue", "lovage-dead-at");
                delivery.ack();
            }
            assertThat(reasons)
                    .containsExactlyInAnyOrder(
                            "unknown-task", "content-type", "undecodable", "invalid", "invalid", "undecodable");
            assertThat(subscription.queues()).containsExactly("lovage.dead");
        }
        assertThatThrownBy(() -> app.result("a", Integer.class).get(SOON))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("tasks.unknown");
        assertThatThrownBy(() -> app.result("b", Integer.class).get(SOON)).isInstanceOf(TaskFailedException.class);
        assertThatThrownBy(() -> app.result("c", Integer.class).get(SOON)).isInstanceOf(TaskFailedException.class);
        assertThat(add.delay(2, 2).get(SOON)).isEqualTo(4);
    }

    private void send(String body, String contentType, Map<String, Object> headers) {
        Message message = new Message(body.getBytes(StandardCharsets.UTF_8), contentType, "utf-8", headers, Map.of());
        app.broker()
                .publisher()
                .publish(Publication.toQueue("celery", message))
                .toCompletableFuture()
                .join();
    }
}
