package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.lovage.messaging.LovageException;
import dev.lovage.worker.reload.CodeChange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Which renewal begins when, on a clock of its own. */
class ReloaderTest {

    private final World world = new World(1);
    private final List<Throwable> bugs = new ArrayList<>();
    private final WorkerLoop loop = new WorkerLoop(world, bugs::add);
    private final List<CompletableFuture<Void>> renewals = new ArrayList<>();
    private final List<Duration> begun = new ArrayList<>();
    private final Reloader reloader = new Reloader(loop, new Renewing(), new Reloader.Tasks() {
        @Override
        public List<CatalogEntry> catalog() {
            return List.of();
        }

        @Override
        public void onNextRun(Consumer<java.time.Instant> listener) {}
    });
    private final Logger logger = (Logger) LoggerFactory.getLogger("lovage.worker.reload");

    /** A pool whose renewals end when the test says so. */
    private final class Renewing implements Pool {
        @Override
        public void start(Listener listener) {}

        @Override
        public void submit(Request request) {}

        @Override
        public int size() {
            return 1;
        }

        @Override
        public CompletionStage<Void> renew() {
            CompletableFuture<Void> renewal = new CompletableFuture<>();
            renewals.add(renewal);
            begun.add(Duration.ofNanos(world.nanoTime()));
            return renewal;
        }

        @Override
        public void stop() {}

        @Override
        public void terminate() {}
    }

    @BeforeEach
    void beQuiet() {
        logger.setLevel(Level.OFF);
        world.add(loop);
    }

    @AfterEach
    void noBugs() {
        logger.setLevel(null);
        assertThat(bugs).isEmpty();
    }

    private void save() {
        CodeChange change = new CodeChange(List.of(Path.of("Tasks.java")), world.now());
        loop.execute(() -> reloader.changed(change));
        pass(0);
    }

    private void pass(int seconds) {
        world.run(Duration.ofSeconds(seconds).plusMillis(1));
    }

    @Test
    void savesDuringARenewalMakeOneMoreWhenItHasEnded() {
        save();
        save();
        save();
        pass(2);
        assertThat(renewals).hasSize(1);
        renewals.get(0).complete(null);
        pass(0);
        assertThat(renewals).hasSize(2);
        renewals.get(1).completeExceptionally(new LovageException("it does not compile"));
        pass(60);
        assertThat(renewals).hasSize(2);
    }

    @Test
    void aRenewalThatHangsIsOvertakenByTheFixAfterTenSecondsAndNotLater() {
        save();
        pass(5);
        save();
        pass(1);
        save();
        assertThat(renewals).hasSize(1);
        pass(20);
        assertThat(renewals).hasSize(2);
        assertThat(begun.get(1)).isBetween(Reloader.PATIENCE, Reloader.PATIENCE.plusMillis(10));
        pass(60);
        save();
        assertThat(renewals).as("of one that hangs for long by now").hasSize(3);
    }

    @Test
    void aRenewalThatHangsIsLeftAloneWithoutAChange() {
        save();
        pass(60);
        assertThat(renewals).hasSize(1);
    }

    @Test
    void theOneThatFollowsHasItsOwnTenSeconds() {
        save();
        pass(5);
        save();
        renewals.get(0).complete(null);
        pass(1);
        save();
        pass(8);
        assertThat(renewals).hasSize(2);
        pass(3);
        assertThat(renewals).hasSize(3);
        assertThat(begun.get(2).minus(begun.get(1))).isBetween(Reloader.PATIENCE, Reloader.PATIENCE.plusMillis(10));
    }

    @Test
    void nothingBeginsAfterTheStop() {
        save();
        pass(1);
        save();
        loop.execute(reloader::stop);
        pass(60);
        assertThat(renewals).hasSize(1);
    }
}
