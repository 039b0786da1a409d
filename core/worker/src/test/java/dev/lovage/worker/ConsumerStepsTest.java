package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.Lovage;
import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import dev.lovage.testkit.Eventually;
import dev.lovage.worker.step.ConsumerControl;
import dev.lovage.worker.step.ConsumerStep;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Steps that take raw messages from queues of their own. */
class ConsumerStepsTest extends WorkerWithSteps {

    /** Handles a message as its body says. */
    static final class Mail implements ConsumerStep {
        private final CountDownLatch gate = new CountDownLatch(1);

        @Override
        public List<Queue> queues() {
            return List.of(Queue.named("mail"));
        }

        @Override
        public int prefetch() {
            return 3;
        }

        @Override
        public void onMessage(Delivery delivery) throws Exception {
            String text = new String(delivery.message().body(), StandardCharsets.UTF_8);
            STORY.add(text);
            switch (text) {
                case "ack" -> delivery.ack();
                case "reject" -> delivery.reject();
                case "wait" -> {
                    gate.await();
                    delivery.ack();
                }
                case "wait and wrap" -> {
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new IllegalStateException("as libraries do", e);
                    }
                }
                case "interrupt" -> {
                    delivery.ack();
                    Thread.currentThread().interrupt();
                }
                case "requeue" -> {
                    if (delivery.redelivered()) {
                        delivery.ack();
                    } else {
                        delivery.requeue();
                    }
                }
                default -> throw new IllegalArgumentException("no idea of " + text);
            }
        }
    }

    @Test
    void aConsumerStepHandlesMessagesOfItsOwnQueues() {
        Mail mail = new Mail();
        worker.consumerSteps().add(mail);
        worker.start();
        for (String text : List.of("ack", "reject", "requeue", "nonsense", "ack")) {
            send(text);
        }
        Eventually.until(SOON, "all are handled", () -> STORY.size() == 6);
        assertThat(STORY).containsExactlyInAnyOrder("ack", "reject", "requeue", "requeue", "nonsense", "ack");
        Eventually.until(
                SOON,
                "what it could not handle is kept",
                () -> app.broker().topology().size("lovage.dead") == 1);
        assertThat(add.delay(2, 2).get(SOON)).isEqualTo(4);
    }

    @Test
    void aHandlerThatWaitsHoldsUpNoTaskAndIsFinishedInAWarmStop() {
        Mail mail = new Mail();
        worker.consumerSteps().add(mail);
        worker.start();
        send("wait");
        send("ack");
        Eventually.until(SOON, "it is at the first", () -> STORY.contains("wait"));
        assertThat(add.delay(2, 2).get(SOON)).isEqualTo(4);
        worker.stop();
        assertThat(worker.awaitStopped(Duration.ofMillis(200))).isFalse();
        mail.gate.countDown();
        assertThat(worker.awaitStopped(SOON)).isTrue();
        assertThat(STORY).containsExactly("wait");
        assertThat(app.broker().topology().size("mail"))
                .as("the second went back")
                .isEqualTo(1);
    }

    @Test
    void aColdStopInterruptsAHandlerAndGivesItsMessageBack() {
        worker.consumerSteps().add(new Mail());
        worker.start();
        send("wait");
        Eventually.until(SOON, "it is at it", () -> STORY.contains("wait"));
        worker.stopNow();
        assertThat(worker.awaitStopped(SOON)).isTrue();
        assertThat(app.broker().topology().size("mail")).isEqualTo(1);
    }

    @Test
    void aHandlerThatSaysItsInterruptionInOtherWordsLosesNoMessage() {
        worker.consumerSteps().add(new Mail());
        worker.start();
        send("wait and wrap");
        Eventually.until(SOON, "it is at it", () -> STORY.contains("wait and wrap"));
        worker.stopNow();
        assertThat(worker.awaitStopped(SOON)).isTrue();
        assertThat(app.broker().topology().size("mail")).isEqualTo(1);
        assertThat(app.broker().topology().size("lovage.dead")).isZero();
    }

    @Test
    void aHandlerThatInterruptsItselfGetsTheNextMessage() {
        worker.consumerSteps().add(new Mail());
        worker.start();
        send("interrupt");
        send("ack");
        Eventually.until(SOON, "the next is handled", () -> STORY.contains("ack"));
    }

    @Test
    void whatAStepCantHandleIsKeptOnTheBrokerThatIsWrittenTo() {
        try (Lovage two = Lovage.builder("two")
                        .broker("memory://steps-read")
                        .settings(s -> s.set("broker_write_url", "memory://steps-write"))
                        .build();
                Lovage read =
                        Lovage.builder("read").broker("memory://steps-read").build();
                Lovage write =
                        Lovage.builder("write").broker("memory://steps-write").build()) {
            two.task("tasks.add", WorkerWithSteps::add);
            try (Worker other = Worker.builder(two).concurrency(1).build()) {
                other.consumerSteps().add(new Mail());
                other.start();
                send(read, "nonsense");
                Eventually.until(SOON, "it was handled", () -> STORY.contains("nonsense"));
                Eventually.until(SOON, "it is kept", () -> deadLetters(write) == 1);
            }
            assertThat(STORY).as("handed out once").containsExactly("nonsense");
            assertThat(read.broker().topology().size("mail")).isZero();
        }
    }

    /** None, too, while there is no such queue. */
    private static long deadLetters(Lovage of) {
        try {
            return of.broker().topology().size("lovage.dead");
        } catch (LovageException e) {
            return 0;
        }
    }

    @Test
    void aPausedWorkerTakesNoRawMessagesEither() {
        worker.consumerSteps().add(new Mail());
        worker.start();
        worker.pause();
        AtomicInteger sent = new AtomicInteger();
        Eventually.until(SOON, "messages stay in the queue", () -> {
            send("ack");
            sent.incrementAndGet();
            return app.broker().topology().size("mail") >= 20;
        });
        int before = STORY.size();
        add.delay(1, 1);
        assertThat(app.broker().topology().size("celery")).isEqualTo(1);
        assertThat(STORY).hasSize(before);
        worker.resume();
        Eventually.until(SOON, "all are handled", () -> STORY.size() == sent.get());
    }

    @Test
    void aStepThatPausesTasksPausesNoRawMessages() {
        worker.consumerSteps().add(new Mail());
        worker.steps()
                .add(new Told(
                        Set.of(ConsumerControl.class),
                        context -> context.get(ConsumerControl.class).pause()));
        worker.start();
        Eventually.until(SOON, "tasks stay in the queue", () -> {
            add.delay(1, 1);
            return app.broker().topology().size("celery") >= 20;
        });
        send("ack");
        Eventually.until(SOON, "it is handled", () -> STORY.contains("ack"));
    }

    @Test
    void aWorkerCanBeForMessagesOnly() {
        worker.steps().remove(PoolStep.class);
        worker.consumerSteps().remove(TasksStep.class);
        worker.consumerSteps().remove(SubscriptionStep.class);
        worker.steps().remove(AutoscaleStep.class);
        worker.consumerSteps().add(new Mail());
        worker.start();
        send("ack");
        Eventually.until(SOON, "it is handled", () -> STORY.contains("ack"));
        assertThat(worker.tasks()).isEmpty();
    }

    private void send(String text) {
        send(app, text);
    }

    private static void send(Lovage app, String text) {
        app.broker().topology().declare(Queue.named("mail"));
        Message message = new Message(text.getBytes(StandardCharsets.UTF_8), "text/plain", "utf-8", Map.of(), Map.of());
        app.broker()
                .publisher()
                .publish(Publication.toQueue("mail", message))
                .toCompletableFuture()
                .join();
    }
}
