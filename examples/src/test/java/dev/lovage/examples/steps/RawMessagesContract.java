package dev.lovage.examples.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.Lovage;
import dev.lovage.examples.LovageWorker;
import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import dev.lovage.testkit.Eventually;
import dev.lovage.worker.AutoscaleStep;
import dev.lovage.worker.PoolStep;
import dev.lovage.worker.SubscriptionStep;
import dev.lovage.worker.TasksStep;
import dev.lovage.worker.Worker;
import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.ConsumerControl;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.StepContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Raw messages of a step's own queue, on a real broker: whatever ends the worker, none is lost. */
abstract class RawMessagesContract {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String LEASE = "{\"visibility_timeout\": 2}";
    private static final int STUCK = 7;
    /** The eighth of them holds its handler up. */
    private static final List<String> ALL = IntStream.range(0, 20)
            .mapToObj(number -> (number == STUCK ? "stuck " : "") + number)
            .toList();

    private Lovage app;

    abstract String broker();

    @BeforeEach
    void open() {
        Parcels.TAKEN.clear();
        Parcels.DONE.clear();
        Parcels.gate = new CountDownLatch(1);
        app = Lovage.builder("parcels")
                .broker(broker())
                .settings(s -> s.set("broker_transport_options", LEASE))
                .build();
        for (String queue : List.of("parcels", "celery", "later", "lovage.dead")) {
            app.broker().topology().declare(Queue.named(queue));
            app.broker().topology().purge(queue);
        }
    }

    @AfterEach
    void close() {
        Parcels.gate.countDown();
        app.close();
    }

    @Test
    void aWarmStopFinishesTheOneAtHandAndGivesTheOthersBack() {
        Worker worker = worker();
        worker.start();
        sendAll();
        awaitStuck();
        worker.stop();
        assertThat(worker.awaitStopped(Duration.ofMillis(300))).isFalse();
        Parcels.gate.countDown();
        assertThat(worker.awaitStopped(SOON)).isTrue();
        assertThat(Parcels.DONE).containsExactlyElementsOf(ALL.subList(0, STUCK + 1));
        assertTheRestIsHandled(List.of());
        assertThat(Parcels.TAKEN).as("each once").hasSize(ALL.size());
    }

    @Test
    void aColdStopGivesTheOneAtHandBackToo() {
        Worker worker = worker();
        worker.start();
        sendAll();
        awaitStuck();
        worker.stopNow();
        assertThat(worker.awaitStopped(SOON)).isTrue();
        assertThat(Parcels.DONE).containsExactlyElementsOf(ALL.subList(0, STUCK));
        Parcels.gate.countDown();
        assertTheRestIsHandled(List.of());
        assertThat(app.broker().topology().size("lovage.dead")).isZero();
    }

    @Test
    void whatAKilledWorkerHadIsHandedOutAgain() {
        List<String> before;
        try (LovageWorker worker = LovageWorker.start(
                Map.of("LOVAGE_BROKER_TRANSPORT_OPTIONS", LEASE),
                "-A",
                LovageWorker.resource("/interop/Tasks.java").toString(),
                "-b",
                broker(),
                "--consumer-step",
                Parcels.class.getName(),
                "-x",
                "Pool,Tasks,Subscription,Autoscaler")) {
            sendAll();
            Eventually.until(
                    SOON,
                    "it is at the one that holds it up",
                    () -> worker.log().contains("taken stuck " + STUCK + "."));
            worker.kill();
            String log = worker.log();
            before = ALL.stream()
                    .filter(text -> log.contains("done " + text + "."))
                    .toList();
        }
        assertThat(before).hasSize(STUCK);
        Parcels.gate.countDown();
        assertTheRestIsHandled(before);
    }

    @Test
    void whatItCantHandleIsKeptThoughTheDeadQueueIsGone() {
        try (Worker worker = worker()) {
            worker.start();
            app.broker().topology().delete("lovage.dead");
            send("broken");
            Eventually.until(SOON, "it was taken", () -> Parcels.TAKEN.contains("broken"));
            send("whole");
            Eventually.until(SOON, "the next is handled", () -> Parcels.DONE.contains("whole"));
            Eventually.until(SOON, "it is kept", () -> deadLetters() == 1);
        }
        assertThat(Parcels.TAKEN).as("each once").containsExactly("broken", "whole");
        assertThat(app.broker().topology().size("parcels")).isZero();
    }

    /** None, too, while there is no such queue. */
    private long deadLetters() {
        try {
            return app.broker().topology().size("lovage.dead");
        } catch (LovageException e) {
            return 0;
        }
    }

    /** By another worker, which leaves nothing behind but what comes once more: its acknowledgement went with a killed worker. */
    private void assertTheRestIsHandled(List<String> elsewhere) {
        handleUntil("all are handled", () -> handled(elsewhere).containsAll(ALL));
        long left = app.broker().topology().size("parcels");
        Parcels.DONE.clear();
        handleUntil("what is left is handled", () -> Parcels.DONE.size() == left);
        assertThat(Parcels.DONE).isSubsetOf(elsewhere);
        assertThat(app.broker().topology().size("parcels")).isZero();
    }

    private void handleUntil(String what, BooleanSupplier done) {
        try (Worker next = worker()) {
            next.start();
            Eventually.until(SOON, what, done);
        }
    }

    private static List<String> handled(List<String> elsewhere) {
        List<String> all = new ArrayList<>(elsewhere);
        all.addAll(Parcels.DONE);
        return all;
    }

    private void sendAll() {
        ALL.forEach(this::send);
    }

    private void send(String text) {
        Message message = new Message(text.getBytes(StandardCharsets.UTF_8), "text/plain", "utf-8", Map.of(), Map.of());
        app.broker()
                .publisher()
                .publish(Publication.toQueue("parcels", message))
                .toCompletableFuture()
                .join();
    }

    private static void awaitStuck() {
        Eventually.until(SOON, "it is at the one that holds it up", () -> Parcels.TAKEN.contains("stuck " + STUCK));
    }

    /** One for raw messages only. */
    private Worker worker() {
        Worker worker = Worker.builder(app).build();
        worker.steps().remove(PoolStep.class);
        worker.steps().remove(AutoscaleStep.class);
        worker.consumerSteps().remove(TasksStep.class);
        worker.consumerSteps().remove(SubscriptionStep.class);
        worker.consumerSteps().add(new Parcels());
        return worker;
    }

    /** Gives a test what steps get. */
    private record Borrowed(AtomicReference<ConsumerControl> control) implements Bootstep {

        @Override
        public Set<Class<?>> requires() {
            return Set.of(ConsumerControl.class);
        }

        @Override
        public Lifecycle create(StepContext context) {
            return Lifecycle.of(() -> control.set(context.get(ConsumerControl.class)), () -> {});
        }
    }

    private static final AtomicInteger RAN = new AtomicInteger();

    static int count() {
        return RAN.incrementAndGet();
    }

    @Test
    void aStepMovesTheWorkerBetweenQueues() {
        RAN.set(0);
        app.task("parcels.count", RawMessagesContract::count);
        AtomicReference<ConsumerControl> borrowed = new AtomicReference<>();
        try (Worker worker = Worker.builder(app).concurrency(1).build()) {
            worker.steps().add(new Borrowed(borrowed));
            worker.start();
            ConsumerControl control = borrowed.get();
            control.addQueue(Queue.named("later"));
            assertThat(control.queues()).containsExactlyInAnyOrder("celery", "later");
            call("later");
            Eventually.until(SOON, "one of the added queue has run", () -> RAN.get() == 1);

            control.cancelQueue("celery");
            assertThat(control.queues()).containsExactly("later");
            call("celery");
            call("later");
            Eventually.until(SOON, "one more of the added queue has run", () -> RAN.get() == 2);
            assertThat(app.broker().topology().size("celery"))
                    .as("what nobody takes")
                    .isEqualTo(1);

            control.pause();
            AtomicInteger sent = new AtomicInteger();
            Eventually.until(SOON, "calls wait", () -> {
                call("later");
                sent.incrementAndGet();
                return control.waiting() >= 5;
            });
            control.resume();
            Eventually.until(SOON, "all have run", () -> RAN.get() == 2 + sent.get());
            Eventually.until(SOON, "none waits", () -> control.waiting() == 0 && control.reserved() == 0);
        }
    }

    private void call(String queue) {
        app.signature("parcels.count").with(options -> options.queue(queue)).delay();
    }
}
