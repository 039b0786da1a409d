package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.messaging.Clock;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Publisher;
import dev.lovage.messaging.UnroutableException;
import dev.lovage.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What a step could not handle, while the dead queue can't be written to. */
class BurialsTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    /** A dead queue that is not there for some tries. */
    private static final class Missing implements Publisher {

        private final List<Publication> tries = new CopyOnWriteArrayList<>();
        private final int until;

        Missing(int until) {
            this.until = until;
        }

        @Override
        public CompletionStage<Void> publish(Publication publication) {
            tries.add(publication);
            return tries.size() > until
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(new UnroutableException("no queue"));
        }
    }

    private final Message message = new Message(new byte[] {1}, "", "", Map.of("their", "header"), Map.of());
    private final TestDelivery delivery = new TestDelivery(message, 0, new CopyOnWriteArrayList<>());

    @Test
    void theMessageKeepsItsPlaceUntilTheDeadQueueHasIt() {
        Missing queue = new Missing(3);
        bury(queue);
        assertThat(delivery.story()).as("after the first try").isEmpty();
        Eventually.until(SOON, "it is settled", () -> !delivery.story().isEmpty());
        assertThat(delivery.story()).containsExactly("ack");
        assertThat(queue.tries).hasSize(4);
        assertThat(queue.tries.get(2).message().headers()).containsEntry("their", "header");
        assertThat(queue.tries.get(3).message().headers())
                .as("after three refusals, which its own headers may be to blame for")
                .doesNotContainKey("their")
                .containsEntry("lovage-dead-reason", "handler");
    }

    @Test
    void afterTheEndNothingIsTriedAndTheBrokerHasIt() {
        Missing queue = new Missing(Integer.MAX_VALUE);
        Burials burials = bury(queue);
        burials.end(SOON);
        int tries = queue.tries.size();
        burials.bury(new WatchedDelivery(delivery), new IllegalStateException("late"));
        assertThat(queue.tries).hasSize(tries);
        assertThat(delivery.story()).isEmpty();
    }

    private Burials bury(Publisher queue) {
        Burials burials = new Burials("Mail", queue, new DeadQueue(Clock.system()));
        burials.bury(new WatchedDelivery(delivery), new IllegalStateException("no idea of it"));
        return burials;
    }
}
