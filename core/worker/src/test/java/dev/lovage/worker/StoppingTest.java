package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StoppingTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final List<ShuttingDown> heard = new CopyOnWriteArrayList<>();

    private Stopping stopping(Duration soft) {
        Stopping stopping = new Stopping(soft);
        stopping.onStage(event -> {
            throw new IllegalStateException("a listener that fails");
        });
        stopping.onStage(heard::add);
        return stopping;
    }

    @Test
    void stagesAreToldOnceAndNeverBackwards() {
        Stopping stopping = stopping(Duration.ZERO);

        assertThat(stopping.asked()).isFalse();
        assertThat(stopping.enter(Shutdown.WARM, "TERM")).isTrue();
        assertThat(stopping.enter(Shutdown.COLD, "INT")).isTrue();
        assertThat(stopping.enter(Shutdown.COLD, "INT")).isFalse();
        assertThat(stopping.enter(Shutdown.WARM, "TERM")).isFalse();

        assertThat(stopping.awaitTold(SOON)).isTrue();
        assertThat(heard)
                .containsExactly(new ShuttingDown("TERM", Shutdown.WARM, 0), new ShuttingDown("INT", Shutdown.COLD, 1));
        assertThat(stopping.cold()).isTrue();
    }

    @Test
    void aSoftStageEndsInTheColdOne() {
        Stopping stopping = stopping(Duration.ofMillis(20));

        stopping.enter(Shutdown.SOFT, "TERM");
        stopping.awaitUnlessCold(new CompletableFuture<>());

        assertThat(stopping.stage()).contains(Shutdown.COLD);
        assertThat(stopping.awaitTold(SOON)).isTrue();
        assertThat(heard)
                .containsExactly(new ShuttingDown("TERM", Shutdown.SOFT, 0), new ShuttingDown("", Shutdown.COLD, 1));
    }

    @Test
    void aSoftStageOfNoTimeIsLeftOut() {
        Stopping stopping = stopping(Duration.ZERO);

        stopping.enter(Shutdown.SOFT, "TERM");

        assertThat(stopping.awaitTold(SOON)).isTrue();
        assertThat(heard).containsExactly(new ShuttingDown("TERM", Shutdown.COLD, 1));
    }

    @Test
    void aListenerThatHangsHoldsUpNeitherTheStoppingNorOthers() {
        CountDownLatch never = new CountDownLatch(1);
        Stopping stopping = new Stopping(Duration.ZERO);
        stopping.onStage(event -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        stopping.onStage(heard::add);

        stopping.enter(Shutdown.WARM, "TERM");
        stopping.awaitAsked();
        stopping.enter(Shutdown.COLD, "TERM");
        stopping.awaitUnlessCold(new CompletableFuture<>());

        Eventually.until(SOON, "the other one is told", () -> heard.size() == 2);
        assertThat(stopping.awaitTold(Duration.ofMillis(1))).isFalse();
        never.countDown();
        assertThat(stopping.awaitTold(SOON)).isTrue();
    }

    @Test
    void whoIsToBeFirstIsToldFirst() {
        Stopping stopping = new Stopping(Duration.ZERO);
        List<String> order = new CopyOnWriteArrayList<>();
        stopping.onStage(event -> order.add("then " + event.how()));
        stopping.onStageFirst(event -> order.add("first " + event.how()));

        stopping.enter(Shutdown.HARD, "TERM");

        assertThat(stopping.awaitTold(SOON)).isTrue();
        assertThat(order).containsExactly("first HARD", "then HARD");
    }

    @Test
    void nothingFollowsAfterTheEnd() {
        Stopping stopping = stopping(Duration.ZERO);
        stopping.enter(Shutdown.WARM, "TERM");
        stopping.end();

        assertThat(stopping.enter(Shutdown.COLD, "TERM")).isFalse();
        assertThat(stopping.stage()).contains(Shutdown.WARM);
    }
}
