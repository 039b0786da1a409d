package dev.lovage.examples.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.Lovage;
import dev.lovage.examples.LovageWorker;
import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.Brokers;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import dev.lovage.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A thousand messages that can't be run, of every kind, to a live worker: it lives on and none of them is lost. */
abstract class BadInputContract {

    private static final int EACH = 46;
    private static final int EXPECTED = EACH * Malformed.values().length;

    abstract String broker();

    abstract String backend();

    /** Puts entries into the queue that are no messages at all, where the server allows that; how many. */
    int garbage() throws Exception {
        return 0;
    }

    @Test
    void aThousandBadMessagesLeaveTheWorkerAsItWas() throws Exception {
        try (LovageWorker worker = LovageWorker.start(
                        Map.of("LOVAGE_MAX_MESSAGE_BYTES", "100000"),
                        "-A",
                        LovageWorker.resource("/interop/Tasks.java").toString(),
                        "-b",
                        broker(),
                        "--result-backend",
                        backend(),
                        "-c",
                        "2");
                Lovage app = Lovage.builder("bad")
                        .broker(broker())
                        .backend(backend())
                        .build();
                Broker broker = Brokers.open(broker(), BrokerOptions.defaults())) {
            long pid = worker.pid();
            broker.topology().declare(Queue.named("celery"));
            publishAll(broker);
            int expected = EXPECTED + garbage();
            Eventually.until(
                    Duration.ofSeconds(90),
                    "all bad messages are in the dead queue",
                    () -> broker.topology().size("lovage.dead") == expected);
            Clock clock = Clock.system();
            long before = clock.nanoTime();
            Object sum = app.signature("tasks.add").args(2, 2).delay().get(Duration.ofSeconds(10));
            long millis = Duration.ofNanos(clock.nanoTime() - before).toMillis();
            System.out.println("bad input: " + expected + " messages of " + Malformed.values().length
                    + " kinds, all in lovage.dead; the next good task took " + millis + " ms; same worker: "
                    + (worker.isAlive() && worker.pid() == pid));
            assertThat(((Number) sum).intValue()).isEqualTo(4);
            assertThat(millis).isLessThan(1000);
            assertThat(worker.isAlive()).isTrue();
            assertThat(broker.topology().size("celery")).isZero();
            assertThat(Files.exists(Path.of("/tmp/lovage-owned"))).isFalse();
        }
    }

    private static void publishAll(Broker broker) {
        List<CompletableFuture<Void>> confirms = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            for (Malformed kind : Malformed.values()) {
                confirms.add(broker.publisher()
                        .publish(Publication.toQueue("celery", kind.message()))
                        .toCompletableFuture());
            }
        }
        CompletableFuture.allOf(confirms.toArray(CompletableFuture[]::new)).join();
    }
}
