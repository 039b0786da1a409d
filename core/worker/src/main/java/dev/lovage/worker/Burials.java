package dev.lovage.worker;

import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Publisher;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what a step could not handle to the dead queue; its own queue has it until the dead queue has. What can't be moved now is
 * tried again after a pause that grows, and is not handed to the step meanwhile: or the step and the broker would turn in a hot circle.
 * Thread-safe.
 */
final class Burials {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.bootsteps");

    /** After so many refusals a message goes without the headers it came with. */
    private static final int REFUSALS = 3;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final String step;
    private final Publisher publisher;
    private final DeadQueue dead;
    private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, new SplittableRandom());
    private final Set<CompletableFuture<Void>> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    /** @param step whose messages they are, for the log */
    Burials(String step, Publisher publisher, DeadQueue dead) {
        this.step = step;
        this.publisher = publisher;
        this.dead = dead;
    }

    void bury(WatchedDelivery delivery, Throwable why) {
        new Burial(delivery, new DeathCause("handler", step + ": " + why, new byte[0])).attempt();
    }

    /** Tries nothing again, and waits a while for what is being published; the broker gives the others back. */
    void end(Duration atMost) {
        ended = true;
        Stopping.await(CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new)), atMost);
    }

    /** That of one message. One attempt is made at a time. */
    private final class Burial {

        private final WatchedDelivery delivery;
        private final DeathCause cause;
        private Publication letter;
        private int times;

        Burial(WatchedDelivery delivery, DeathCause cause) {
            this.delivery = delivery;
            this.cause = cause;
            this.letter = dead.letter(delivery.message(), delivery.queue(), cause);
        }

        void attempt() {
            if (ended || delivery.settled()) {
                return;
            }
            CompletableFuture<Void> attempt = new CompletableFuture<>();
            underWay.add(attempt);
            Persistence.guarded(() -> publisher.publish(letter)).whenComplete((nothing, failure) -> {
                if (failure != null) {
                    failed(Persistence.cause(failure));
                } else if (!delivery.settled()) {
                    delivery.ack();
                }
                underWay.remove(attempt);
                attempt.complete(null);
            });
        }

        private void failed(Throwable why) {
            times++;
            if (times == REFUSALS && !Retryable.test(why)) {
                letter = dead.bareLetter(delivery.message(), delivery.queue(), cause);
            }
            Duration pause = backoff.before(times);
            LOG.warn(
                    "A message of the step {} can't go to {} ({}). Trying again in {} s",
                    step,
                    DeadQueue.NAME,
                    why.toString(),
                    pause.toMillis() / 1000.0);
            CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(this::attempt);
        }
    }
}
