package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.Lovage;
import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.Queue;
import dev.lovage.testkit.Eventually;
import dev.lovage.worker.hooks.WorkerListener;
import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.ConsumerControl;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.StepContext;
import dev.lovage.worker.step.TaskCatalog;
import dev.lovage.worker.step.TimerService;
import dev.lovage.worker.step.WorkerControl;
import dev.lovage.worker.step.WorkerPool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker with steps of its user's. */
class WorkerStepsTest extends WorkerWithSteps {

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
        try (Worker named = withSettings(Map.of("worker_consumer_steps", ReplacedStepsTest.OwnTimer.class.getName()))) {
            assertThat(named.graph().toDot()).contains("OwnTimer\\nin the place of Timer");
        }
    }

    @Test
    void whatComesToNothingForAStepIsSwitchedOffIsSaid() {
        StepContext context = new StepContext();
        WorkerConfig config = Worker.builder(app).autoscale(3, 1).reload().config();
        Components components = Components.standard(context);
        Listeners listeners = new Listeners(List.of(new WorkerListener() {}));
        components.consumer().add(new ConsumerStepsTest.Mail());
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
}
