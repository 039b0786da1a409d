package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.Task;
import dev.lovage.messaging.LovageException;
import dev.lovage.testkit.Eventually;
import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.Links;
import dev.lovage.worker.step.StepContext;
import dev.lovage.worker.step.TimerService;
import dev.lovage.worker.step.WorkerControl;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Steps of a user's in the place of the worker's own. */
class ReplacedStepsTest extends WorkerWithSteps {

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
        worker.consumerSteps().add(new ConsumerStepsTest.Mail());
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
                .application(ReplacedStepsTest.class.getName())
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
}
