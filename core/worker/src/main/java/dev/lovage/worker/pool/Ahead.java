package dev.lovage.worker.pool;

import dev.lovage.messaging.Clock;
import dev.lovage.worker.Request;
import dev.lovage.worker.pool.Member.State;
import java.time.Duration;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What children have beside the request that they run, so that none waits for its parent between two short tasks. Not thread-safe.
 *
 * <p>A child begins the next when it has sent the outcome of the one before: so the parent knows what a child has begun from what it
 * has read. Requests that wait behind one that turns out to take long are asked for again.
 */
final class Ahead {

    /** Who waits longer is to go to another child. */
    private static final Duration STUCK = Duration.ofMillis(20);

    private final Crew crew;
    private final Forecast forecast;
    private final Clock clock;
    private final Consumer<Decision> decisions;
    private int count;
    private boolean watched;

    /** @param decisions takes what is to be done */
    Ahead(Crew crew, Forecast forecast, Clock clock, Consumer<Decision> decisions) {
        this.crew = crew;
        this.forecast = forecast;
        this.clock = clock;
        this.decisions = decisions;
    }

    /** How many requests children have beside those that they run. */
    int count() {
        return count;
    }

    /** How many a child should have. */
    int depth() {
        return forecast.depth();
    }

    /** Gives requests to those that have the fewest, as far as tasks are short. */
    void give(Deque<Request> pending) {
        int depth = depth();
        while (!pending.isEmpty()) {
            Member taker = taker(depth);
            if (taker == null || !pending.element().held().getAsBoolean()) {
                return;
            }
            Request request = pending.remove();
            taker.ahead().add(request);
            count++;
            decisions.accept(new Decision.Hand(taker, request));
            watch();
        }
    }

    private @Nullable Member taker(int depth) {
        Member best = null;
        int fewest = depth;
        for (Member member : crew.all()) {
            if (member.state() == State.BUSY
                    && !member.recalled()
                    && !member.worn()
                    && member.ahead().size() < fewest) {
                best = member;
                fewest = member.ahead().size();
            }
        }
        return best;
    }

    /** It was done with what it ran, and begins the next that it has; says whether there was one. */
    boolean beginNext(Member member) {
        if (member.ahead().isEmpty()) {
            return false;
        }
        count--;
        decisions.accept(new Decision.Begin(member, member.beginNext(clock.nanoTime())));
        return true;
    }

    /** It can't begin any of them any more. */
    void takeBack(Member member, Consumer<Request> to) {
        while (!member.ahead().isEmpty()) {
            count--;
            to.accept(member.ahead().removeLast());
        }
        member.recalled(false);
    }

    /** It has not begun this one, and will not; empty if it does not wait there. */
    Optional<Request> remove(Member member, long slot) {
        Optional<Request> found = member.ahead().stream()
                .filter(request -> request.slot() == slot)
                .findFirst();
        found.ifPresent(request -> {
            count--;
            member.ahead().remove(request);
            member.recalled(member.recalled() && !member.ahead().isEmpty());
        });
        return found;
    }

    /** Asks all for what they have not begun. */
    void recall() {
        if (count > 0) {
            crew.all().forEach(this::recall);
        }
    }

    /** Asks those that run something long. */
    void look() {
        watched = false;
        if (count == 0) {
            return;
        }
        long now = clock.nanoTime();
        for (Member member : crew.all()) {
            if (now - member.since() >= STUCK.toNanos()) {
                recall(member);
            }
        }
        watch();
    }

    private void recall(Member member) {
        if (!member.recalled() && !member.ahead().isEmpty()) {
            member.recalled(true);
            // The last first: what comes back goes to the head of those that wait.
            member.ahead()
                    .descendingIterator()
                    .forEachRemaining(request -> decisions.accept(new Decision.Recall(member, request.slot())));
        }
    }

    private void watch() {
        if (!watched) {
            watched = true;
            decisions.accept(new Decision.Look(STUCK));
        }
    }
}
