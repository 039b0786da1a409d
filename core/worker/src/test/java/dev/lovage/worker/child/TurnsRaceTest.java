package dev.lovage.worker.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.messaging.Clock;
import dev.lovage.worker.channel.Frame;
import dev.lovage.worker.channel.FrameInput;
import dev.lovage.worker.channel.FrameOutput;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class TurnsRaceTest {

    /** A frame that comes while the watching thread reads, and another as soon as that one is taken: somebody must read it, too. */
    @Test
    void noFrameIsLeftUnread() throws Exception {
        Pipe pipe = Pipe.open();
        FrameOutput parent = new FrameOutput(pipe.sink());
        Turns turns = new Turns(new FrameInput(pipe.source()), frame -> {}, () -> {});
        turns.start();
        Clock clock = Clock.system();
        long end = clock.nanoTime() + Duration.ofSeconds(5).toNanos();
        CompletableFuture<Integer> tasks = new CompletableFuture<>();
        Thread main = new Thread(() -> {
            try {
                int round = 0;
                for (; clock.nanoTime() < end; round++) {
                    turns.hurry();
                    if (round % 2 == 0) {
                        // Lets the other thread begin to read for this "task".
                        LockSupport.parkNanos(20_000);
                    }
                    parent.send(new Frame.Stop());
                    turns.next();
                }
                tasks.complete(round);
            } catch (Exception e) {
                tasks.completeExceptionally(e);
            }
        });
        main.setDaemon(true);
        main.start();
        assertThat(tasks.get(30, TimeUnit.SECONDS)).isPositive();
    }
}
