package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.messaging.Message;
import dev.lovage.testkit.Eventually;
import dev.lovage.worker.hooks.WorkerListener;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners that are slow, many, or throw what nobody declared. */
@Timeout(60)
class ListenersTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final List<String> story = new CopyOnWriteArrayList<>();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    /** Stays in its first event until the gate opens. */
    private final WorkerListener slow = new WorkerListener() {
        @Override
        public void taskReceived(TaskReceived event) {
            story.add(event.task().id());
            entered.countDown();
            await(gate);
        }

        @Override
        public void taskRejected(TaskRejected event) {
            story.add("rejected " + event.message().body().length);
        }

        @Override
        public void taskFailure(TaskFailure event) {
            await(gate);
            story.add("told");
        }
    };

    /** Throws as a language without checked exceptions does. */
    private static final class Sneaky implements WorkerListener {
        @Override
        public void taskReceived(TaskReceived event) {
            throw ListenersTest.<RuntimeException>sneak(new IOException("no matter"));
        }
    }

    @SuppressWarnings("unchecked")
    static <T extends Throwable> RuntimeException sneak(Throwable any) throws T {
        throw (T) any;
    }

    @Test
    void aCheckedExceptionThatNobodyDeclaredEndsNoThread() {
        Listeners listeners = new Listeners(List.of(new Sneaky(), slow));
        Thread thread = listeners.thread();
        thread.start();
        gate.countDown();
        received(listeners, "first");
        received(listeners, "second");
        Eventually.until(SOON, "both are heard", () -> story.size() == 2);
        end(listeners, thread);
        assertThat(story).containsExactly("first", "second");
    }

    @Test
    void aFloodOfEventsIsHeldByItsCount() {
        Backlog backlog = new Backlog(10, Long.MAX_VALUE);
        Listeners listeners = new Listeners(List.of(slow), backlog, LONG);
        Thread thread = listeners.thread();
        thread.start();
        received(listeners, "0");
        await(entered);
        for (int i = 1; i <= 50; i++) {
            received(listeners, String.valueOf(i));
        }
        assertThat(backlog.size()).isEqualTo(10);
        gate.countDown();
        end(listeners, thread);
        assertThat(story)
                .as("the first ones, in order")
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
    }

    @Test
    void aFloodOfLargeMessagesIsHeldByItsBytes() {
        Backlog backlog = new Backlog(20_000, 16 << 20);
        Listeners listeners = new Listeners(List.of(slow), backlog, LONG);
        TaskNews news = new TaskNews(listeners);
        Thread thread = listeners.thread();
        thread.start();
        received(listeners, "0");
        await(entered);
        byte[] body = new byte[1 << 20];
        Message message = new Message(body, "", "", Map.of("text", "x".repeat(1 << 20)), Map.of());
        for (int i = 0; i < 1000; i++) {
            news.buried(call(), message, DeathCause.invalid("no task"));
        }
        assertThat(backlog.size()).as("messages of 2 MiB").isEqualTo(7);
        assertThat(backlog.weight()).isBetween(14L << 20, 16L << 20);
        received(listeners, "a small one finds room");
        gate.countDown();
        end(listeners, thread);
        assertThat(story).hasSize(9).endsWith("rejected 1048576", "a small one finds room");
        assertThat(backlog.weight()).isZero();
    }

    @Test
    void whatIsTooHeavyAloneIsHeardAllTheSame() {
        Listeners listeners = new Listeners(List.of(slow), new Backlog(10, 100), LONG);
        new TaskNews(listeners)
                .buried(call(), new Message(new byte[1000], "", "", Map.of(), Map.of()), DeathCause.invalid("no task"));
        Thread thread = listeners.thread();
        thread.start();
        end(listeners, thread);
        assertThat(story).containsExactly("rejected 1000");
    }

    @Test
    void whoWaitsForListenersWaitsNoLongerThanThat() {
        Listeners listeners = new Listeners(List.of(slow), new Backlog(1, 1), SHORT);
        CountDownLatch on = new CountDownLatch(1);
        AtomicReference<String> thread = new AtomicReference<>("");
        listeners.tellThen("a_thing", this::failed, () -> {
            thread.set(Thread.currentThread().getName());
            on.countDown();
        });
        await(on);
        assertThat(story).isEmpty();
        assertThat(thread.get()).isNotEqualTo(Thread.currentThread().getName());
        gate.countDown();
        Eventually.until(SOON, "it is told late", () -> story.contains("told"));
        listeners.end();
    }

    @Test
    void whoWaitsForListenersGoesOnWhenTheyHaveHeard() {
        Listeners listeners = new Listeners(List.of(slow), new Backlog(1, 1), LONG);
        CountDownLatch on = new CountDownLatch(1);
        listeners.tellThen("a_thing", this::failed, () -> {
            story.add("then");
            on.countDown();
        });
        gate.countDown();
        await(on);
        assertThat(story).containsExactly("told", "then");
        listeners.end();
        listeners.tellThen("a_thing", this::failed, () -> story.add("at once: the worker ends"));
        assertThat(story).endsWith("then", "at once: the worker ends");
    }

    @Test
    void anInterruptEndsTheThreadWhateverTheListenerThrows() throws InterruptedException {
        WorkerListener stuck = new WorkerListener() {
            @Override
            public void taskReceived(TaskReceived event) {
                entered.countDown();
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw ListenersTest.<RuntimeException>sneak(e);
                }
            }
        };
        Listeners listeners = new Listeners(List.of(stuck));
        Thread thread = listeners.thread();
        thread.start();
        received(listeners, "0");
        received(listeners, "1");
        await(entered);
        thread.interrupt();
        thread.join(SOON.toMillis());
        assertThat(thread.isAlive()).isFalse();
    }

    private void failed(WorkerListener listener) {
        listener.taskFailure(new WorkerListener.TaskFailure(
                new WorkerListener.ReceivedTask("0", "tasks.add", 0, Optional.empty(), Optional.empty()), "no reason"));
    }

    private static void received(Listeners listeners, String id) {
        new TaskNews(listeners).received(call(id));
    }

    private static Call call() {
        return call("0");
    }

    private static Call call(String id) {
        return Call.unreadable(new Identity(id, 0, 0, 0, 0, 0), "", false);
    }

    private static void end(Listeners listeners, Thread thread) {
        listeners.end();
        try {
            thread.join(SOON.toMillis());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(thread.isAlive()).isFalse();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
