package dev.lovage.worker.pool;

import dev.lovage.messaging.Clock;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Request;
import dev.lovage.worker.pool.Member.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Knows the children of a pool and decides about them; it starts, kills and sends nothing. Each event brings its counts up to date
 * and then {@link #balance balances} them, whatever the event was: so nothing depends on the order in which things happen.
 *
 * <p>There are as many seats as the pool has slots. A child in a seat runs a request or waits for one; one that is ready and has no
 * seat stands by. So never more requests run than there are slots, also while a replacement is ready before the child that it
 * replaces has left.
 *
 * <p>Not thread-safe: its owner calls it under one lock, and carries out what it decided outside of it.
 */
final class Roster {

    /** How far the pool's life has come. */
    private enum Phase {
        NEW,
        RUNNING,
        STOPPING,
        STOPPED
    }

    private final int maxTasks;
    private final Clock clock;
    private final Crew crew = new Crew();
    private final StartPlan plan;
    private final ScoutTries scouts;
    private final Forecast forecast = new Forecast();
    private final Generations generations = new Generations();
    private final Seating seating;
    private final Requests requests;
    private List<Decision> decided = new ArrayList<>();
    private Phase phase = Phase.NEW;
    private int slots;
    /** Whether every seat is taken by a child that stays, and there is no other child. */
    private boolean settled;

    /**
     * A roster without children.
     *
     * @param maxTasks after so many a child is replaced; 0 for never
     * @param startsAtOnce how many children may be on their way up at the same time
     */
    Roster(int slots, int maxTasks, int startsAtOnce, Clock clock) {
        this.slots = slots;
        this.maxTasks = maxTasks;
        this.plan = new StartPlan(clock, startsAtOnce);
        this.scouts = new ScoutTries(clock);
        this.seating = new Seating(crew, generations, plan, scouts, forecast, maxTasks, clock, this::decide);
        this.requests = new Requests(crew, forecast, maxTasks, clock, this::decide);
        this.clock = clock;
    }

    int slots() {
        return slots;
    }

    /** How many requests it takes beyond its idle slots: one for each child, or as many as children are given ahead. */
    int ahead() {
        return slots * requests.depth();
    }

    List<Decision> start() {
        if (phase == Phase.NEW) {
            phase = Phase.RUNNING;
            generations.next();
        }
        return balance();
    }

    List<Decision> submit(Request request) {
        requests.add(request);
        if (settled) {
            return hurry();
        }
        if (phase != Phase.RUNNING) {
            requests.giveBack("the pool stops");
        }
        return balance();
    }

    /** Gives back what no child has begun. */
    List<Decision> recall() {
        requests.recall();
        return balance();
    }

    /** A child has given back what it was asked for. */
    List<Decision> returned(Member member, long slot) {
        requests.returned(member, slot);
        return balance();
    }

    /** Looks whether a request waits behind one that takes long. */
    List<Decision> look() {
        requests.look();
        return take();
    }

    /** Ends the run of a request that nobody waits for any more. */
    List<Decision> cancel(long slot, String why) {
        for (Member member : crew.all()) {
            if (member.runs(slot)) {
                Duration runtime = Duration.ofNanos(clock.nanoTime() - member.since());
                return overran(member, slot, new Outcome.Cancelled(why, runtime), why);
            }
        }
        return List.of();
    }

    List<Decision> resize(int to) {
        slots = to;
        return balance();
    }

    /** Begins a generation; decides for its number whether it is renewed, sooner or later. */
    List<Decision> renew() {
        long generation = generations.next();
        scouts.begin();
        if (phase != Phase.RUNNING) {
            decide(new Decision.NotRenewed(generation, "The pool is stopping: its code is not loaded again"));
        }
        return balance();
    }

    /** The number of the newest generation. */
    long newestGeneration() {
        return generations.newest();
    }

    /** Its process was started. */
    List<Decision> born(Member member) {
        if (member.state() == State.LEAVING) {
            decide(new Decision.Kill(member, "it is not needed any more"));
        }
        return balance();
    }

    /** Its process could not be started. */
    List<Decision> stillborn(Member member, String reason) {
        crew.remove(member);
        if (member.state() == State.STARTING) {
            failedStart(member, reason, true);
        }
        return balance();
    }

    /** It has loaded the code. */
    List<Decision> ready(Member member) {
        if (member.state() != State.STARTING || phase != Phase.RUNNING) {
            return balance();
        }
        forecast.started(clock.nanoTime() - member.decided());
        member.state(State.STANDBY);
        decide(new Decision.Introduce(member));
        if (generations.ready(member.generation())) {
            plan.renewed();
            decide(new Decision.Renewed(member.generation()));
        }
        if (plan.ready()) {
            decide(new Decision.Recovered());
        }
        return balance();
    }

    /**
     * It can't load the code, and ends.
     *
     * @param lasting whether it would be the same at another try
     */
    List<Decision> unloadable(Member member, String reason, boolean lasting) {
        if (member.state() == State.STARTING) {
            seating.leave(member, false);
            if (lasting && phase == Phase.RUNNING && generations.none()) {
                phase = Phase.STOPPING;
                decide(new Decision.Unloadable(reason));
            } else {
                failedStart(member, reason, false);
            }
        }
        return balance();
    }

    /** Whether it runs that request; what else comes of it is too late. */
    boolean runs(Member member, long slot) {
        return member.runs(slot);
    }

    /**
     * It is done with its request.
     *
     * @param last whether it ends
     */
    List<Decision> done(Member member, long slot, Outcome outcome, boolean last) {
        if (!member.runs(slot)) {
            if (member.wasAt(slot)) {
                // Its end was decided and told before; until that is done, it goes on.
                requests.goesOn(member);
            }
            return take();
        }
        forecast.ran(clock.nanoTime() - member.since());
        plan.worked();
        member.finish();
        if (settled && maxTasks == 0 && !last && !member.worn() && member.state() == State.BUSY) {
            // The child first: it waits, and whoever is told does not.
            requests.next(member);
            requests.handOut();
            requests.handAhead();
            decide(new Decision.Tell(slot, outcome));
            requests.tellIdle();
            return take();
        }
        decide(new Decision.Tell(slot, outcome));
        if (last) {
            seating.leave(member, false);
            requests.takeBack(member);
        } else {
            requests.next(member);
        }
        return balance();
    }

    /** Its request can't be ended otherwise than by killing it: nobody is to blame. */
    List<Decision> overran(Member member, long slot, Outcome outcome, String why) {
        if (!member.runs(slot)) {
            return List.of();
        }
        member.finish();
        member.state(State.LEAVING);
        decide(new Decision.Kill(member, why));
        decide(new Decision.Tell(slot, outcome));
        return balance();
    }

    /** The request could not be sent to it: another one runs it. */
    List<Decision> unsent(Member member, Request request) {
        requests.unsent(member, request.slot());
        if (member.state() != State.LEAVING) {
            crew.leaves(member);
            decide(new Decision.Kill(member, "its channel broke"));
        }
        return balance();
    }

    /** The request can't be sent to any child: so it ends. */
    List<Decision> unsendable(Member member, long slot, Outcome outcome) {
        if (requests.forget(member, slot)) {
            decide(new Decision.Tell(slot, outcome));
            return balance();
        }
        return done(member, slot, outcome, false);
    }

    /** It must end now, whatever it does: what it runs is lost with it. */
    List<Decision> doomed(Member member, String why) {
        crew.leaves(member);
        decide(new Decision.Kill(member, why));
        return balance();
    }

    /** It uses more memory than it may. */
    List<Decision> worn(Member member) {
        member.wear();
        return balance();
    }

    /** It will use more memory than it may before long. */
    List<Decision> wearing(Member member) {
        member.expire();
        return balance();
    }

    /**
     * Its process has ended.
     *
     * @param blameless whether the pool itself ended it, for a reason that says nothing of the next one
     */
    List<Decision> ended(Member member, String how, Optional<Integer> exitCode, boolean blameless) {
        crew.remove(member);
        State last = member.state();
        member.request().ifPresent(request -> {
            Duration runtime = Duration.ofNanos(clock.nanoTime() - member.since());
            member.finish();
            decide(new Decision.Tell(request.slot(), new Outcome.Lost(how, exitCode, runtime)));
        });
        requests.takeBack(member);
        member.state(State.LEAVING);
        if (last == State.STARTING) {
            failedStart(
                    member,
                    how,
                    blameless || exitCode.filter(ExitStatus::isSignal).isPresent());
        } else if (last != State.LEAVING && !blameless) {
            plan.died();
        }
        return balance();
    }

    /** Time has passed. */
    List<Decision> tick() {
        plan.woken();
        return balance();
    }

    List<Decision> stop() {
        if (phase != Phase.STOPPED) {
            phase = Phase.STOPPING;
        }
        return balance();
    }

    List<Decision> terminate() {
        if (phase != Phase.STOPPED) {
            phase = Phase.STOPPING;
            for (Member member : crew.all()) {
                decide(new Decision.Kill(member, "the pool was terminated"));
                crew.leaves(member);
            }
        }
        return balance();
    }

    /** @param accident whether it says nothing of the code that was to be loaded */
    private void failedStart(Member member, String reason, boolean accident) {
        if (phase != Phase.RUNNING || generations.obsolete(member.generation())) {
            return;
        }
        if (generations.none() || generations.serves(member.generation())) {
            decide(new Decision.FailedStart(reason, plan.failed(reason)));
            return;
        }
        Optional<Duration> pause = accident ? scouts.failed() : Optional.empty();
        if (pause.isPresent()) {
            decide(new Decision.FailedStart(reason, pause.get()));
            decide(new Decision.Wake(pause.get()));
        } else {
            generations.refused();
            decide(new Decision.NotRenewed(member.generation(), reason));
        }
    }

    /** Does what is left to do when everything is as it should be and a request came or ended: the path of every task. */
    private List<Decision> hurry() {
        requests.handOut();
        requests.handAhead();
        requests.tellIdle();
        return take();
    }

    /** Makes everything as it should be. */
    private List<Decision> balance() {
        if (phase == Phase.RUNNING || phase == Phase.STOPPING) {
            seating.dismiss(seats());
            seating.seat(seats());
            requests.handOut();
            if (phase == Phase.RUNNING) {
                seating.start(seats());
                degrade();
            }
            giveBackWhatNobodyRuns();
            if (phase == Phase.RUNNING) {
                requests.tellIdle();
            }
            forgetGenerations();
            finishIfEmpty();
        }
        settled = phase == Phase.RUNNING
                && !plan.degraded()
                && crew.size() == slots
                && crew.seated() == slots
                && allServe();
        if (settled) {
            requests.handAhead();
        }
        return take();
    }

    private boolean allServe() {
        for (Member member : crew.all()) {
            if (!generations.serves(member.generation()) || member.expiring()) {
                return false;
            }
        }
        return generations.coming().isEmpty();
    }

    private List<Decision> take() {
        List<Decision> all = decided;
        decided = new ArrayList<>(4);
        return all;
    }

    private void degrade() {
        plan.despair(crew.seated() + crew.count(State.STANDBY) > 0)
                .ifPresent(reason -> decide(new Decision.Degraded(reason)));
    }

    /** Other workers may be able to run them. */
    private void giveBackWhatNobodyRuns() {
        if (plan.degraded() || phase == Phase.STOPPING) {
            requests.giveBack(plan.degraded() ? "no child JVM can be started" : "the pool stops");
        }
    }

    private void forgetGenerations() {
        for (long generation : generations.forgettable(crew.all())) {
            decide(new Decision.Forget(generation));
        }
    }

    private void finishIfEmpty() {
        if (phase == Phase.STOPPING && crew.size() == 0) {
            phase = Phase.STOPPED;
            generations
                    .coming()
                    .ifPresent(coming -> decide(
                            new Decision.NotRenewed(coming, "The pool has stopped: its code is not loaded again")));
            decide(new Decision.Finish());
        }
    }

    private int seats() {
        return phase == Phase.RUNNING ? slots : 0;
    }

    private void decide(Decision decision) {
        decided.add(decision);
    }
}
