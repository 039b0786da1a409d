package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.Lovage;
import dev.lovage.Task;
import dev.lovage.Task2;
import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import dev.lovage.testkit.Eventually;
import dev.lovage.worker.hooks.WorkerListener;
import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.ConsumerControl;
import dev.lovage.worker.step.ConsumerStep;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.Links;
import dev.lovage.worker.step.StepContext;
import dev.lovage.worker.step.TaskCatalog;
import dev.lovage.worker.step.TimerService;
import dev.lovage.worker.step.WorkerControl;
import dev.lovage.worker.step.WorkerPool;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker with steps of its user's. */
class WorkerStepsTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final List<String> STORY = new CopyOnWriteArrayList<>();

    private Lovage app;
    private Task2<Integer, Integer, Integer> add;
    private Worker worker;

    static int add(int x, int y) {
        return x + y;
    }

    @BeforeEach
    void makeAWorker(TestInfo test) {
        STORY.clear();
        String url =
                "memory://steps-" + test.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT);
        app = Lovage.builder("steps").broker(url).backend(url).build();
        add = app.task("tasks.add", WorkerStepsTest::add);
        worker = Worker.builder(app).concurrency(2).build();
    }

    @AfterEach
    void stopAll() {
        worker.close();
        app.close();
    }

    /** Tells of itself, and does what a test wants. */
    private static class Told implements Bootstep {
        private final Set<Class<?>> requires;
        private final Consumer<StepContext> onStart;

        Told(Set<Class<?>> requires, Consumer<StepContext> onStart) {
            this.requires = requires;
            this.onStart = onStart;
        }

        @Override
        public Set<Class<?>> requires() {
            return requires;
        }

        @Override
        public Lifecycle create(StepContext context) {
            return Lifecycle.of(
                    () -> {
                        STORY.add("start " + name());
                        onStart.accept(context);
                    },
                    () -> STORY.add("stop " + name()));
        }
    }

    @Test
    void aStepGetsWhatItRequiresByType() {
        AtomicInteger beats = new AtomicInteger();
        worker.steps()
                .add(new Told(
                        Set.of(TimerService.class, WorkerPool.class, ConsumerControl.class, TaskCatalog.class),
                        context -> {
                            WorkerPool pool = context.get(WorkerPool.class);
                            ConsumerControl queues = context.get(ConsumerControl.class);
                            STORY.add(pool.name() + " " + pool.size() + " " + pool.busy() + " " + pool.resizable());
                            STORY.add(queues.queues() + " " + queues.waiting() + " " + queues.reserved());
                            STORY.add(context.get(TaskCatalog.class)
                                    .tasks()
                                    .get(0)
                                    .name());
                            STORY.add(context.get(WorkerControl.class).hostname());
                            context.get(TimerService.class)
                                    .callRepeatedly(Duration.ofMillis(5), beats::incrementAndGet);
                        }));
        worker.start();
        Eventually.until(SOON, "the timer ticks", () -> beats.get() > 3);
        assertThat(add.delay(2, 2).get(SOON)).isEqualTo(4);
        worker.close();
        assertThat(STORY)
                .containsExactly(
                        "start Told", "threads 2 0 false", "[celery] 0 0", "tasks.add", worker.hostname(), "stop Told");
    }

    @Test
    void aQueueCanBeTakenFromLater() {
        worker.steps().add(new Told(Set.of(ConsumerControl.class), context -> {
            context.get(ConsumerControl.class).addQueue(Queue.named("later"));
            context.get(ConsumerControl.class).cancelQueue("celery");
            STORY.add(String.valueOf(context.get(ConsumerControl.class).queues()));
        }));
        worker.start();
        assertThat(STORY).contains("[later]");
        assertThat(app.signature("tasks.add")
                        .args(2, 3)
                        .with(options -> options.queue("later"))
                        .delay()
                        .get(SOON))
                .isEqualTo(5L);
    }

    @Test
    void aPlannedActionThatThrowsIsDoneAgain() {
        AtomicInteger tries = new AtomicInteger();
        CountDownLatch cancelled = new CountDownLatch(1);
        worker.steps().add(new Told(Set.of(TimerService.class), context -> {
            TimerService timer = context.get(TimerService.class);
            TimerService.Scheduled[] self = new TimerService.Scheduled[1];
            self[0] = timer.callRepeatedly(Duration.ofMillis(1), () -> {
                if (tries.incrementAndGet() == 3) {
                    self[0].cancel();
                    timer.callAfter(Duration.ofMillis(50), cancelled::countDown);
                }
                throw new IllegalStateException("no matter");
            });
        }));
        worker.start();
        assertThat(await(cancelled)).isTrue();
        assertThat(tries).hasValue(3);
    }

    /** Lets something go on just before the steps stop that it requires. */
    private record Gate(CountDownLatch gate) implements Bootstep {
        @Override
        public Set<Class<?>> requires() {
            return Set.of(Told.class);
        }

        @Override
        public Lifecycle create(StepContext context) {
            return Lifecycle.of(() -> {}, gate::countDown);
        }
    }

    @Test
    void whatAStepHadPlannedEndsBeforeItStops() {
        CountDownLatch beating = new CountDownLatch(1);
        CountDownLatch stopping = new CountDownLatch(1);
        worker.steps()
                .add(new Told(
                        Set.of(TimerService.class),
                        context -> context.get(TimerService.class).callRepeatedly(Duration.ofMillis(1), () -> {
                            beating.countDown();
                            await(stopping);
                            STORY.add("beat with " + (loaderOfThread() == WorkerStepsTest.class.getClassLoader()));
                        })));
        worker.steps().add(new Gate(stopping));
        worker.start();
        assertThat(await(beating)).isTrue();
        worker.close();
        assertThat(STORY).contains("beat with true").endsWith("stop Told");
    }

    private static ClassLoader loaderOfThread() {
        return Thread.currentThread().getContextClassLoader();
    }

    @Test
    void aStepThatFailsIsNamedAndNothingStaysStarted() {
        worker.steps().add(new Told(Set.of(), context -> {}) {
            @Override
            public String name() {
                return "First";
            }
        });
        worker.consumerSteps().add(new Told(Set.of(ConsumerControl.class), context -> {
            throw new IllegalStateException("no disk");
        }));
        assertThatThrownBy(worker::start)
                .isInstanceOf(LovageException.class)
                .hasMessage("The step Told of the consumer failed to start: java.lang.IllegalStateException: no disk");
        assertThat(STORY).containsExactly("start First", "start Told", "stop First");
        assertThat(worker.awaitStopped(SOON)).isTrue();
        app.broker().topology().declare(Queue.named("celery"));
        add.delay(1, 1);
        assertThat(app.broker().topology().size("celery"))
                .as("nobody takes tasks")
                .isEqualTo(1);
    }

    @Test
    void whatIsMissingIsSaidBeforeAnythingStarts() {
        worker.steps().add(new Told(Set.of(), context -> {}));
        worker.steps().remove(TimerStep.class);
        worker.consumerSteps().add(new Beat());
        assertThatThrownBy(worker::start)
                .hasMessage("The step Beat of the consumer requires TimerService, which the step Timer offers, and that"
                        + " is switched off");
        assertThat(STORY).isEmpty();
    }

    private static final class Beat extends Told {
        Beat() {
            super(Set.of(TimerService.class), context -> {});
        }
    }

    private static final class Stubborn implements Bootstep {
        @Override
        public Lifecycle create(StepContext context) {
            return Lifecycle.of(() -> {}, () -> {
                throw new IllegalStateException("stuck");
            });
        }
    }

    @Test
    void aStepThatThrowsInStopKeepsNoOther() {
        worker.steps().add(new Stubborn());
        worker.steps().add(new Told(Set.of(), context -> {}));
        worker.start();
        worker.stop();
        assertThatThrownBy(worker::awaitStopped)
                .hasMessageContaining("Stubborn")
                .hasMessageContaining("stuck");
        assertThat(STORY).contains("stop Told");
    }

    @Test
    void aFailureToStopIsToldOnceToWhoeverClosesTheWorker() {
        worker.steps().add(new Stubborn());
        assertThatThrownBy(() -> {
                    try (Worker closed = worker) {
                        closed.start();
                        closed.stop();
                        closed.awaitStopped();
                    }
                })
                .hasMessageContaining("stuck")
                .hasNoSuppressedExceptions();
    }

    @Test
    void closingAWorkerTellsThatAStepFailedToStop() {
        worker.steps().add(new Stubborn());
        worker.start();
        assertThatThrownBy(worker::close).hasMessageContaining("stuck");
    }

    /** A pool of one's own: that of the worker's choice, and a count. */
    private static final class CountingPoolStep extends PoolStep {
        @Override
        protected Pool open(StepContext context, PoolSpec spec) {
            STORY.add("open " + spec.concurrency());
            return super.open(context, spec.withConcurrency(1));
        }
    }

    @Test
    void thePoolCanBeReplaced() {
        worker.steps().replace(PoolStep.class, new CountingPoolStep());
        worker.start();
        assertThat(add.delay(20, 22).get(SOON)).isEqualTo(42);
        assertThat(STORY).containsExactly("open 2");
        assertThat(worker.graph().toDot()).contains("CountingPool\\nin the place of Pool");
    }

    /** In the place of the worker's timer: each thing on a thread of its own. */
    public static final class OwnTimer implements Bootstep, TimerService {
        private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);

        @Override
        public Optional<Class<? extends Bootstep>> replaces() {
            return Optional.of(TimerStep.class);
        }

        @Override
        public Set<Class<?>> offers() {
            return Set.of(TimerService.class);
        }

        @Override
        public Lifecycle create(StepContext context) {
            context.put(TimerService.class, this);
            return Lifecycle.of(() -> {}, threads::shutdownNow);
        }

        @Override
        public Scheduled callAfter(Duration span, Runnable action) {
            Future<?> planned = threads.schedule(action, span.toMillis(), TimeUnit.MILLISECONDS);
            return () -> planned.cancel(false);
        }

        @Override
        public Scheduled callRepeatedly(Duration span, Runnable action) {
            Future<?> planned =
                    threads.scheduleWithFixedDelay(action, span.toMillis(), span.toMillis(), TimeUnit.MILLISECONDS);
            return () -> planned.cancel(false);
        }
    }

    @Test
    void theTimerCanBeReplaced() {
        CountDownLatch ticks = new CountDownLatch(3);
        worker.steps().add(new OwnTimer());
        worker.steps()
                .add(new Told(
                        Set.of(TimerService.class),
                        context -> context.get(TimerService.class)
                                .callRepeatedly(Duration.ofMillis(1), ticks::countDown)));
        worker.start();
        assertThat(await(ticks)).isTrue();
    }

    /** In the place of the worker's connection: that of the program. */
    private final class SharedConnection implements Bootstep {
        @Override
        public Set<Class<?>> offers() {
            return Set.of(Links.class);
        }

        @Override
        public Lifecycle create(StepContext context) {
            context.put(Links.class, new Links(app.broker(), app.broker(), Optional.empty()));
            return Lifecycle.of(() -> STORY.add("connected"), () -> STORY.add("parted"));
        }
    }

    @Test
    void theConnectionCanBeReplaced() {
        worker.consumerSteps().replace(ConnectionStep.class, new SharedConnection());
        worker.start();
        add.delay(1, 2);
        Eventually.until(
                SOON,
                "the task is taken and done",
                () -> app.broker().topology().size("celery") == 0 && worker.unfinished() == 0);
        worker.close();
        assertThat(STORY).containsExactly("connected", "parted");
    }

    @Test
    void aReplacementThatDoesNotOfferWhatIsRequiredIsNamed() {
        worker.consumerSteps().replace(ConnectionStep.class, new SharedConnection());
        worker.consumerSteps().add(new Mail());
        assertThatThrownBy(worker::start)
                .hasMessage(
                        "The step Mail of the consumer requires QueueConsumers, which the step SharedConnection does"
                                + " not offer, though it is in the place of Connection, which does");
    }

    @Test
    void theConsumerCanBeReplaced() {
        worker.steps().remove(PoolStep.class);
        worker.steps().replace(ConsumingStep.class, new Told(Set.of(TimerService.class), context -> {}));
        worker.start();
        assertThat(STORY).containsExactly("start Told");
        assertThat(worker.graph().toDot())
                .contains("Told\\nin the place of Consuming")
                .doesNotContain("cluster_consumer");
    }

    @Test
    void whatOnlyTheWorkerCanDoSaysWhatToReplaceInstead() {
        Bootstep told = new Told(Set.of(), context -> {});
        assertThatThrownBy(() -> worker.steps().replace(LoopStep.class, told))
                .isInstanceOf(LovageException.class)
                .hasMessageStartingWith("The step Told can't replace Loop: all state of the worker belongs to it");
        assertThatThrownBy(() -> worker.steps().replace(HooksStep.class, told)).hasMessageContaining("WorkerListener");
        assertThatThrownBy(() -> worker.consumerSteps().replace(TasksStep.class, told))
                .hasMessageContaining("replace Pool");
        assertThatThrownBy(() -> worker.consumerSteps().replace(SubscriptionStep.class, told))
                .hasMessageContaining("replace Connection");
    }

    /** In the place of the worker's reloader: a button. */
    private static final class Button implements Bootstep {
        private Optional<WorkerControl> worker = Optional.empty();

        @Override
        public Optional<Class<? extends Bootstep>> replaces() {
            return Optional.of(ReloadStep.class);
        }

        @Override
        public Lifecycle create(StepContext context) {
            worker = Optional.of(context.get(WorkerControl.class));
            return Lifecycle.NONE;
        }

        void press() throws Exception {
            worker.orElseThrow().renew().toCompletableFuture().get(SOON.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Task(name = "steps.pid")
    static long pid() {
        return ProcessHandle.current().pid();
    }

    @Test
    void theReloaderCanBeReplaced() throws Exception {
        Button button = new Button();
        try (Worker children = Worker.builder(app.settings())
                .application(WorkerStepsTest.class.getName())
                .pool("process")
                .concurrency(1)
                .build()) {
            children.steps().add(button);
            children.start();
            Object before = app.signature("steps.pid").delay().get(SOON);
            assertThat(app.signature("steps.pid").delay().get(SOON)).isEqualTo(before);
            button.press();
            assertThat(app.signature("steps.pid").delay().get(SOON)).isNotEqualTo(before);
        }
        assertThatThrownBy(button::press)
                .hasRootCauseMessage("The worker runs no tasks now, so there is no code to be loaded again");
    }

    @Test
    void aPoolThatCantLoadCodeAgainSaysSoToWhoeverWantsIt() {
        Button button = new Button();
        worker.steps().add(button);
        worker.start();
        assertThatThrownBy(button::press)
                .hasRootCauseMessage(
                        "The pool 'threads' can't load code again. Stop the worker and start it anew, or use"
                                + " -P process");
    }

    /** Handles a message as its body says. */
    private static final class Mail implements ConsumerStep {
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
            two.task("tasks.add", WorkerStepsTest::add);
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

    @Test
    void evenTheConsumerCanBeSwitchedOff() {
        worker.steps().remove(ConsumingStep.class);
        worker.steps().add(new Told(Set.of(TimerService.class), context -> {}));
        worker.start();
        assertThat(STORY).containsExactly("start Told");
        assertThat(worker.graph().toDot()).doesNotContain("cluster_consumer");
        worker.close();
        assertThat(STORY).containsExactly("start Told", "stop Told");
    }

    /** Named by the settings. */
    public static final class Named implements Bootstep {
        @Override
        public Lifecycle create(StepContext context) {
            return Lifecycle.of(() -> STORY.add("start Named"), () -> STORY.add("stop Named"));
        }
    }

    @Test
    void settingsNameStepsAndSwitchThemOff() {
        try (Worker named = withSettings(
                Map.of("worker_steps", Named.class.getName(), "worker_without_steps", "autoscaler, timer"))) {
            named.start();
            assertThat(STORY).containsExactly("start Named");
            assertThat(named.graph().toDot()).doesNotContain("Timer");
        }
        assertThat(STORY).containsExactly("start Named", "stop Named");
    }

    /** Named by the settings, for the place of a step of the consumer's. */
    public static final class OwnReady implements Bootstep {
        @Override
        public Optional<Class<? extends Bootstep>> replaces() {
            return Optional.of(ReadyStep.class);
        }

        @Override
        public Lifecycle create(StepContext context) {
            return Lifecycle.of(() -> STORY.add("ready"), () -> {});
        }
    }

    @Test
    void aStepThatSettingsNameComesToThePlaceThatItTakes() {
        try (Worker named = withSettings(Map.of("worker_steps", OwnReady.class.getName()))) {
            named.start();
            assertThat(STORY).containsExactly("ready");
        }
        try (Worker named = withSettings(Map.of("worker_consumer_steps", OwnTimer.class.getName()))) {
            assertThat(named.graph().toDot()).contains("OwnTimer\\nin the place of Timer");
        }
    }

    @Test
    void whatComesToNothingForAStepIsSwitchedOffIsSaid() {
        StepContext context = new StepContext();
        WorkerConfig config = Worker.builder(app).autoscale(3, 1).reload().config();
        Components components = Components.standard(context);
        Listeners listeners = new Listeners(List.of(new WorkerListener() {}));
        components.consumer().add(new Mail());
        assertThat(components.complaints(config, listeners)).isEmpty();

        components.worker().remove(ConsumingStep.class);
        components.worker().remove(AutoscaleStep.class);
        components.worker().remove(ReloadStep.class);
        components.worker().remove(HooksStep.class);
        assertThat(components.complaints(config, listeners))
                .containsExactly(
                        "The consumer's steps Mail have no effect: the step Consumer is switched off",
                        "worker_autoscale has no effect: the step Autoscaler is switched off",
                        "worker_reload has no effect: the step Reloader is switched off",
                        "Listeners hear of no task: the step Hooks is switched off");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Timer", "Hooks", "Autoscaler", "Reloader", "Consumer", "Subscription", "Ready"})
    void aStepThatNoOtherRequiresCanBeSwitchedOffAlone(String name) {
        try (Worker without = withSettings(Map.of("worker_without_steps", name))) {
            assertThat(without.graph().toDot()).doesNotContain("/" + name + "\"");
            without.start();
        }
    }

    @Test
    void aNameThatIsNoStepIsSaid() {
        assertThatThrownBy(() -> withSettings(Map.of("worker_steps", "com.example.Nothing")))
                .hasMessage("worker_steps names com.example.Nothing: there is no such class on the class path. It takes"
                        + " the full name of a class");
        assertThatThrownBy(() -> withSettings(Map.of("worker_steps", "java.lang.String")))
                .hasMessage("worker_steps names java.lang.String, which is no Bootstep: it must implement"
                        + " dev.lovage.worker.step.Bootstep");
        assertThatThrownBy(() -> withSettings(Map.of("worker_consumer_steps", Told.class.getName())))
                .hasMessageContaining("has no constructor without parameters");
        assertThatThrownBy(() -> withSettings(Map.of("worker_without_steps", "pol")))
                .hasMessageStartingWith(
                        "worker_without_steps names 'pol', which is no step. Did you mean 'Pool'? There are");
    }

    private Worker withSettings(Map<String, String> said) {
        Lovage other = Lovage.builder("named")
                .broker("memory://named")
                .settings(settings -> {
                    said.forEach(settings::set);
                    return settings;
                })
                .build();
        return Worker.builder(other).build();
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

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
