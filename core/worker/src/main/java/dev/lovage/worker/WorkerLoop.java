package dev.lovage.worker;

import dev.lovage.messaging.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The events and timers of the one thread that owns all state of a worker.
 *
 * <p>Anyone may {@link #execute post} an event; all else belongs to the thread that calls {@link #turn}. It is no thread
 * itself: {@link LoopThread} drives it in a worker, and a simulation drives it step by step on a clock of its own. What is
 * posted is bounded by what the loop itself gave out: deliveries by the prefetch window, outcomes by the slots of the pool,
 * answers by what was asked.
 */
final class WorkerLoop implements Executor {

    /** After so many events timers get a look again, however fast more events come. */
    private static final int BATCH = 256;

    /** Whether a thread posts several events, and whether it has posted any. */
    private static final class Gathering {
        boolean open;
        boolean any;
    }

    private final Clock clock;
    private final Consumer<Throwable> onFailure;
    private final ThreadLocal<Gathering> gathering = ThreadLocal.withInitial(Gathering::new);
    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private long timersMade;
    private volatile Runnable wakeUp = () -> {};

    /** A loop that hands what an event throws to {@code onFailure}, and goes on with the next. */
    WorkerLoop(Clock clock, Consumer<Throwable> onFailure) {
        this.clock = clock;
        this.onFailure = onFailure;
    }

    Clock clock() {
        return clock;
    }

    /** What to call, on the posting thread, when something was posted. */
    void onPosted(Runnable action) {
        wakeUp = action;
    }

    /** Posts an event. Any thread. */
    @Override
    public void execute(Runnable event) {
        inbox.add(event);
        Gathering mine = gathering.get();
        if (mine.open) {
            mine.any = true;
        } else {
            wakeUp.run();
        }
    }

    /** Lets an action post several events, for which the loop is woken once, at its end. Any thread. */
    void together(Runnable posting) {
        Gathering mine = gathering.get();
        if (mine.open) {
            posting.run();
            return;
        }
        mine.open = true;
        try {
            posting.run();
        } finally {
            mine.open = false;
            if (mine.any) {
                mine.any = false;
                wakeUp.run();
            }
        }
    }

    /** Does something after a span, unless it is cancelled. Loop thread only. */
    Timer after(Duration span, Runnable action) {
        Timer timer = new Timer(clock.nanoTime() + Math.max(0, toNanos(span)), timersMade++, action);
        timers.add(timer);
        return timer;
    }

    /** Gives a timer up. Loop thread only. */
    void drop(Timer timer) {
        timer.cancel();
        timers.remove(timer);
    }

    /** Runs what is due and a batch of what was posted; returns how much that was. */
    int turn() {
        int done = runTimers();
        for (int i = 0; i < BATCH; i++) {
            Runnable event = inbox.poll();
            if (event == null) {
                break;
            }
            guarded(event);
            done++;
        }
        return done;
    }

    /** How many timers it keeps, due or not. Loop thread only. */
    int timers() {
        return timers.size();
    }

    boolean hasEvents() {
        return !inbox.isEmpty();
    }

    /** Nanoseconds to the next timer, 0 or less when one is due; empty without timers. */
    OptionalLong untilNextTimer() {
        dropCancelled();
        Timer next = timers.peek();
        return next == null ? OptionalLong.empty() : OptionalLong.of(next.dueNanos() - clock.nanoTime());
    }

    private int runTimers() {
        int done = 0;
        long now = clock.nanoTime();
        for (Timer next = timers.peek(); next != null && next.dueNanos() - now <= 0; next = timers.peek()) {
            timers.remove();
            guarded(next::run);
            done++;
        }
        return done;
    }

    private void dropCancelled() {
        while (!timers.isEmpty() && timers.element().cancelled()) {
            timers.remove();
        }
    }

    private void guarded(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException | Error e) {
            onFailure.accept(e);
        }
    }

    /** Spans beyond what a nanosecond counter can tell are as good as for ever: a century. */
    private static long toNanos(Duration span) {
        return span.compareTo(Duration.ofDays(36_500)) > 0
                ? Duration.ofDays(36_500).toNanos()
                : span.toNanos();
    }
}
