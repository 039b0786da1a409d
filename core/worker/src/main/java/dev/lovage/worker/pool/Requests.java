package dev.lovage.worker.pool;

import dev.lovage.messaging.Clock;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Request;
import dev.lovage.worker.pool.Member.State;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a pool was given and no child has begun: it waits for a child, or {@link Ahead in one}. What is not begun in the end is given
 * back to whoever gave it. Not thread-safe.
 */
final class Requests {

    private final Crew crew;
    private final Ahead ahead;
    private final boolean mayGiveAhead;
    private final Clock clock;
    private final Consumer<Decision> decisions;
    private final Deque<Request> pending = new ArrayDeque<>();
    /** How many more requests the giver was told that it may give. */
    private int told;
    /** Whether the giver takes back what has not begun. */
    private boolean recalled;

    /**
     * None.
     *
     * @param maxTasks after so many a child is replaced, and is not to have more than it may run; 0 for never
     * @param decisions takes what is to be done
     */
    Requests(Crew crew, Forecast forecast, int maxTasks, Clock clock, Consumer<Decision> decisions) {
        this.crew = crew;
        this.ahead = new Ahead(crew, forecast, clock, decisions);
        this.mayGiveAhead = maxTasks == 0;
        this.clock = clock;
        this.decisions = decisions;
    }

    /** How many it takes for each child, beyond those that children run. */
    int depth() {
        return mayGiveAhead ? Math.max(1, ahead.depth()) : 1;
    }

    /** Takes one more. */
    void add(Request request) {
        told--;
        recalled = false;
        pending.add(request);
    }

    /** Gives back all that no child has begun, until it is given more. */
    void recall() {
        recalled = true;
        giveBack("the worker takes it back");
        ahead.recall();
    }

    /** A child has given back what it was asked for. */
    void returned(Member member, long slot) {
        // It may have been told to be done with the one before while this was on its way back.
        boolean begun = member.runs(slot);
        unsent(member, slot);
        if (begun) {
            next(member);
        }
    }

    /** Looks whether one waits behind another that takes long. */
    void look() {
        ahead.look();
    }

    /** Gives those that wait to children that do. */
    void handOut() {
        while (!pending.isEmpty()) {
            Request request = pending.element();
            if (!request.held().getAsBoolean()) {
                pending.remove();
                giveBack(request, "its message may be another worker's");
                continue;
            }
            Optional<Member> taker = crew.takeIdle();
            if (taker.isEmpty()) {
                return;
            }
            pending.remove();
            taker.get().take(request, clock.nanoTime());
            decisions.accept(new Decision.Begin(taker.get(), request));
            decisions.accept(new Decision.Hand(taker.get(), request));
        }
    }

    /** Gives those that wait to children that are at work, as far as that is good for them. */
    void handAhead() {
        if (mayGiveAhead) {
            ahead.give(pending);
        }
    }

    /** The child is done with what it ran: it begins the next that it has, or waits for one. */
    void next(Member member) {
        if (!ahead.beginNext(member) && member.state() == State.BUSY) {
            crew.rest(member);
        }
    }

    /** The child goes on, though it is to end: its process has begun the next that it has, if there is one. */
    void goesOn(Member member) {
        ahead.beginNext(member);
    }

    /** The child begins none of those that it has. */
    void takeBack(Member member) {
        ahead.takeBack(member, this::putBack);
    }

    /** The child does not have it, though it was given it. */
    void unsent(Member member, long slot) {
        if (member.runs(slot)) {
            Optional<Request> back = member.request();
            member.drop();
            back.ifPresent(this::putBack);
        } else {
            ahead.remove(member, slot).ifPresent(this::putBack);
        }
    }

    /** Forgets one that a child has not begun; says whether there was such a one. */
    boolean forget(Member member, long slot) {
        return ahead.remove(member, slot).isPresent();
    }

    /** Gives back those that wait for a child: other workers may be able to run them. */
    void giveBack(String why) {
        for (Request request = pending.poll(); request != null; request = pending.poll()) {
            giveBack(request, why);
        }
    }

    /** Tells by how many more, or fewer, may be given than was told before. */
    void tellIdle() {
        int available = crew.idle() - pending.size() - ahead.count();
        if (available != told) {
            decisions.accept(new Decision.Idle(available - told));
            told = available;
        }
    }

    /** It was given to a child that has not begun it. */
    private void putBack(Request request) {
        if (recalled) {
            giveBack(request, "the worker takes it back");
        } else {
            pending.addFirst(request);
        }
    }

    private void giveBack(Request request, String why) {
        decisions.accept(new Decision.Tell(request.slot(), new Outcome.NotBegun(why)));
    }
}
