package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.lovage.settings.AutoscaleRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** On a clock of its own, with a pool that has slots but no processes. */
class AutoscalerTest {

    private static final AutoscaleRange RANGE = new AutoscaleRange(10, 2);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

    private final World world = new World(1);
    private final List<Throwable> bugs = new ArrayList<>();
    private final WorkerLoop loop = new WorkerLoop(world, bugs::add);
    private final ModelPool pool = new ModelPool(world, new Ledger(world), 2);
    private final Wishes wishes = new Wishes();
    private final Followed followed = new Followed();
    private final List<Integer> sizes = followed.sizes();
    private final Autoscaler autoscaler = new Autoscaler(
            loop,
            pool,
            () -> new Autoscaler.Snapshot(pool.size(), 0, wishes.now(world)),
            wishes,
            RANGE,
            KEEP_ALIVE,
            followed);

    private final Logger logger = (Logger) LoggerFactory.getLogger("lovage.worker.autoscale");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    /** A rule and the load that it sees, told by the tests. */
    private static final class Wishes implements Autoscaler.Question {

        private IntUnaryOperator load = second -> 0;
        private CompletionStage<Integer> silence = new CompletableFuture<>();
        private Throwable failure;
        private boolean silent;
        private int asked;

        int now(World world) {
            return load.applyAsInt((int) Duration.ofNanos(world.nanoTime()).toSeconds());
        }

        @Override
        public CompletionStage<Integer> ask(Autoscaler.Snapshot snapshot, AutoscaleRange range) {
            asked++;
            if (silent) {
                return silence;
            }
            return failure == null
                    ? CompletableFuture.completedFuture(snapshot.waiting())
                    : CompletableFuture.failedFuture(failure);
        }
    }

    @BeforeEach
    void start() {
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        pool.start(Pool.Listener.SILENT);
        world.add(loop);
        loop.execute(autoscaler::start);
    }

    @AfterEach
    void noBugs() {
        logger.detachAppender(log);
        logger.setLevel(null);
        logger.setAdditive(true);
        assertThat(bugs).isEmpty();
    }

    private void pass(int seconds) {
        world.run(Duration.ofSeconds(seconds));
    }

    @Test
    void itGrowsAtOnceAndShrinksAfterTheKeepAlive() {
        wishes.load = second -> second < 10 ? 7 : 0;
        pass(4);
        assertThat(sizes).containsExactly(4, 7);
        pass(34);
        assertThat(pool.size()).isEqualTo(7);
        pass(4);
        assertThat(sizes).containsExactly(4, 7, 2);
        assertThat(told()).contains("Scaling up 2 processes.", "Scaling up 3 processes.", "Scaling down 5 processes.");
    }

    @Test
    void aPoolThatNeverGrewShrinksToo() {
        pool.resize(9);
        pass(40);
        assertThat(sizes).containsExactly(2);
    }

    @Test
    void whatARuleWantsIsTakenBetweenTheLeastAndTheMost() {
        wishes.load = second -> second < 10 ? Integer.MAX_VALUE : Integer.MIN_VALUE;
        pass(60);
        assertThat(sizes).containsExactly(4, 8, 10, 2);
    }

    @Test
    void aRuleThatThrowsKeepsTheSizeAndIsNamedOnce() {
        pool.resize(5);
        wishes.failure = new IllegalStateException("no answer from the weather service");
        pass(100);
        assertThat(pool.size()).isEqualTo(5);
        assertThat(wishes.asked).isGreaterThan(90);
        assertThat(told()).hasSize(1).first().asString().contains("rule of autoscaling failed", "5 slots");
        wishes.failure = null;
        pass(20);
        assertThat(pool.size()).isEqualTo(5);
        pass(15);
        assertThat(pool.size()).isEqualTo(2);
    }

    @Test
    void aRuleThatDoesNotAnswerKeepsTheSizeAndIsNamedOnce() {
        pool.resize(5);
        wishes.silent = true;
        pass(100);
        assertThat(wishes.asked).isEqualTo(1);
        assertThat(pool.size()).isEqualTo(5);
        assertThat(told()).hasSize(1).first().asString().contains("not answered for 5 s");
        wishes.silent = false;
        wishes.silence.toCompletableFuture().complete(1);
        pass(20);
        assertThat(pool.size()).isEqualTo(5);
        pass(15);
        assertThat(pool.size()).isEqualTo(2);
    }

    @Test
    void aStoppedOneDoesNothing() {
        loop.execute(autoscaler::stop);
        wishes.load = second -> 10;
        pass(60);
        assertThat(sizes).isEmpty();
        assertThat(wishes.asked).isZero();
    }

    @Test
    void anotherRangeHoldsAtOnce() {
        pass(1);
        assertThat(followed.most()).isEqualTo(10);
        loop.execute(() -> autoscaler.range(new AutoscaleRange(20, 6)));
        pass(1);
        assertThat(pool.size()).isEqualTo(6);
        assertThat(followed.most()).isEqualTo(20);
        wishes.load = second -> 100;
        pass(5);
        assertThat(pool.size()).isEqualTo(20);
    }

    @Test
    void aSizeSetByHandIsLeftAloneForAKeepAlive() {
        pass(5);
        loop.execute(() -> pool.resize(7));
        pass(29);
        assertThat(pool.size()).isEqualTo(7);
        pass(5);
        assertThat(pool.size()).as("nothing wanted more than the least").isEqualTo(2);
    }

    @Test
    void soIsASmallerOneWhileThereIsMoreToDo() {
        wishes.load = second -> 10;
        pass(5);
        loop.execute(() -> pool.resize(3));
        pass(29);
        assertThat(pool.size()).isEqualTo(3);
        pass(5);
        assertThat(pool.size()).isEqualTo(10);
    }

    @Test
    void soIsOneOutsideOfTheRange() {
        pass(5);
        loop.execute(() -> pool.resize(15));
        pass(29);
        assertThat(pool.size()).isEqualTo(15);
        pass(5);
        assertThat(pool.size()).isEqualTo(2);
    }

    @Test
    void anotherRangeEndsWhatWasSetByHand() {
        pass(5);
        loop.execute(() -> pool.resize(7));
        pass(2);
        loop.execute(() -> autoscaler.range(new AutoscaleRange(6, 2)));
        wishes.load = second -> 10;
        pass(1);
        assertThat(pool.size()).isEqualTo(6);
    }

    @Test
    void aSizeSetByHandHoldsWhileTheRuleIsSilentAndAfter() {
        wishes.silent = true;
        pass(5);
        loop.execute(() -> pool.resize(7));
        pass(10);
        wishes.silent = false;
        wishes.silence.toCompletableFuture().complete(10);
        wishes.load = second -> 10;
        pass(10);
        assertThat(pool.size()).isEqualTo(7);
        pass(15);
        assertThat(pool.size()).isEqualTo(10);
    }

    /** Load that rises and falls, for five minutes; how steep it is makes the difference. */
    @Test
    void aSawtoothStartsNoMoreThanTheBound() {
        int bound = (RANGE.max() - RANGE.min()) * (1 + 300 / 30);
        List<String> lines = new ArrayList<>();
        for (int period : new int[] {2, 5, 10, 20, 31, 35, 45, 60, 90}) {
            World alone = new World(period);
            WorkerLoop its = new WorkerLoop(alone, bugs::add);
            ModelPool slots = new ModelPool(alone, new Ledger(alone), RANGE.min());
            slots.start(Pool.Listener.SILENT);
            Wishes saw = new Wishes();
            saw.load = second -> second % period * 14 / (period - 1);
            new Autoscaler(
                            its,
                            slots,
                            () -> new Autoscaler.Snapshot(slots.size(), 0, saw.now(alone)),
                            saw,
                            RANGE,
                            KEEP_ALIVE,
                            new Followed())
                    .start();
            alone.add(its);
            alone.run(Duration.ofMinutes(5));
            int started = slots.starts() - RANGE.min();
            lines.add(String.format(
                    "  a tooth of %2d s: %3d starts (%d without damping)", period, started, undamped(saw)));
            assertThat(started).as("period %s", period).isBetween(RANGE.max() - RANGE.min(), bound);
        }
        System.out.println("sawtooth, 5 minutes, --autoscale=10,2; bound " + bound + ":\n" + String.join("\n", lines));
    }

    private static int undamped(Wishes saw) {
        int starts = 0;
        int size = RANGE.min();
        for (int second = 1; second <= 300; second++) {
            int wanted = Math.max(RANGE.min(), Math.min(RANGE.max(), saw.load.applyAsInt(second)));
            starts += Math.max(0, wanted - size);
            size = wanted;
        }
        return starts;
    }

    private List<String> told() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
