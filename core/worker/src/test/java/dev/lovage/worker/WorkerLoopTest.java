package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerLoopTest {

    private final World world = new World(1);
    private final List<Throwable> failures = new ArrayList<>();
    private final WorkerLoop loop = new WorkerLoop(world, failures::add);
    private final List<String> story = new ArrayList<>();

    @Test
    void timersRunInTheOrderOfTheirTimeAndNotBefore() {
        world.add(loop);
        loop.after(Duration.ofSeconds(2), () -> story.add("two"));
        loop.after(Duration.ofSeconds(1), () -> story.add("one"));
        loop.after(Duration.ofSeconds(1), () -> story.add("one more"));
        loop.turn();
        assertThat(story).isEmpty();
        world.run(Duration.ofMillis(1500));
        assertThat(story).containsExactly("one", "one more");
        world.run(Duration.ofSeconds(1));
        assertThat(story).containsExactly("one", "one more", "two");
    }

    @Test
    void aCancelledTimerDoesNotRun() {
        Timer timer = loop.after(Duration.ofSeconds(1), () -> story.add("never"));
        timer.cancel();
        world.add(loop);
        world.run(Duration.ofSeconds(2));
        assertThat(story).isEmpty();
        assertThat(loop.untilNextTimer()).isEmpty();
    }

    @Test
    void anEventThatThrowsStopsNothing() {
        loop.execute(() -> {
            throw new IllegalStateException("bug");
        });
        loop.execute(() -> story.add("next"));
        loop.turn();
        assertThat(story).containsExactly("next");
        assertThat(failures).hasSize(1);
    }

    @Test
    void forEventsPostedTogetherItIsWokenOnceAtTheirEnd() {
        loop.onPosted(() -> story.add("woken"));
        loop.together(() -> {
            loop.execute(() -> story.add("one"));
            loop.together(() -> loop.execute(() -> story.add("two")));
            story.add("posted");
        });
        loop.together(() -> story.add("nothing to post"));
        loop.turn();
        assertThat(story).containsExactly("posted", "woken", "nothing to post", "one", "two");
    }

    @Test
    void whatWasPostedBeforeAnExceptionIsRunAllTheSame() {
        loop.onPosted(() -> story.add("woken"));
        assertThatThrownBy(() -> loop.together(() -> {
                    loop.execute(() -> story.add("one"));
                    throw new IllegalStateException("bug");
                }))
                .hasMessage("bug");
        loop.execute(() -> story.add("two"));
        loop.turn();
        assertThat(story).containsExactly("woken", "woken", "one", "two");
    }

    @Test
    void aTimerForALongTimeIsNoOverflow() {
        loop.after(Duration.ofDays(1_000_000), () -> story.add("never"));
        loop.turn();
        assertThat(story).isEmpty();
    }

    @Test
    void aThreadRunsWhatManyThreadsPost() throws InterruptedException {
        WorkerLoop real = new WorkerLoop(dev.lovage.messaging.Clock.system(), failures::add);
        LoopThread thread = new LoopThread(real, "loop-test");
        thread.start();
        AtomicInteger count = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(40_000);
        List<Thread> posters = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread poster = new Thread(() -> {
                for (int n = 0; n < 10_000; n++) {
                    real.execute(() -> {
                        count.incrementAndGet();
                        all.countDown();
                    });
                }
            });
            posters.add(poster);
            poster.start();
        }
        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
        thread.stop();
        assertThat(count).hasValue(40_000);
        assertThat(failures).isEmpty();
    }
}
