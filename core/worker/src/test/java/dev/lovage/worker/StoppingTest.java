package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
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
        Eventually.until(SOON, "both are told", () -> heard.size() == 2);
        assertThat(heard)
                .containsExactlyInAnyOrder(
                        new ShuttingDown("TERM", Shutdown.SOFT, 0), new ShuttingDown("", Shutdown.COLD, 1));
    }

    @Test
    void aSoftStageOfNoTimeIsLeftOut() {
        Stopping stopping = stopping(Duration.ZERO);

        stopping.enter(Shutdown.SOFT, "TERM");

        assertThat(heard).containsExactly(new ShuttingDown("TERM", Shutdown.COLD, 1));
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
