package dev.lovage.worker.pool;

import dev.lovage.messaging.Clock;
import dev.lovage.worker.pool.Member.State;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Brings children and seats into line: lets go, seats, and starts. Not thread-safe. */
final class Seating {

    private final Crew crew;
    private final Generations generations;
    private final StartPlan plan;
    private final ScoutTries scouts;
    private final Forecast forecast;
    private final int maxTasks;
    private final Clock clock;
    private final Consumer<Decision> decisions;
    private long lastMember;

    /**
     * @param maxTasks after so many a child is replaced; 0 for never
     * @param decisions takes what is to be done
     */
    Seating(
            Crew crew,
            Generations generations,
            StartPlan plan,
            ScoutTries scouts,
            Forecast forecast,
            int maxTasks,
            Clock clock,
            Consumer<Decision> decisions) {
        this.crew = crew;
        this.generations = generations;
        this.plan = plan;
        this.scouts = scouts;
        this.forecast = forecast;
        this.maxTasks = maxTasks;
        this.clock = clock;
        this.decisions = decisions;
    }

    /** Lets go of those that are of old code, or spent, or too many for so many seats; of the busy ones later. */
    void dismiss(int seats) {
        dismissUnfit();
        dismissSurplus(seats);
    }

    /** Gives free seats to those that stand by. */
    void seat(int seats) {
        int free = seats - crew.seated();
        for (Member member : crew.in(State.STANDBY)) {
            if (free > 0) {
                free--;
                crew.rest(member);
            }
        }
    }

    /** Starts what is missing, and what will be. */
    void start(int seats) {
        for (Member member : crew.all()) {
            if (maxTasks > 0 && member.seated() && forecast.endsSoon(maxTasks - member.tasks())) {
                member.expire();
            }
        }
        generations.coming().ifPresent(this::startScout);
        int missing = generations.none() ? 0 : seats - crew.fresh(generations);
        for (int i = Math.min(missing, plan.atOnce() - crew.count(State.STARTING)); i > 0 && mayStart(); i--) {
            begin(generations.current());
        }
    }

    /**
     * It takes nothing more.
     *
     * @param tell whether it must be told
     */
    void leave(Member member, boolean tell) {
        crew.leaves(member);
        decisions.accept(new Decision.Dismiss(member, tell));
    }

    private void dismissUnfit() {
        for (Member member : List.copyOf(crew.all())) {
            boolean old = generations.obsolete(member.generation());
            if (member.state() == State.STARTING && old) {
                abandon(member);
            } else if (member.state() == State.STANDBY && old) {
                leave(member, true);
            } else if (member.state() == State.IDLE && (old || spent(member))) {
                leave(member, true);
            }
        }
    }

    private boolean spent(Member member) {
        // One that is too heavy from the start does one task all the same, or nothing would ever be done.
        return (member.worn() && member.tasks() > 0) || (maxTasks > 0 && member.tasks() >= maxTasks);
    }

    private void dismissSurplus(int seats) {
        while (crew.seated() > seats && crew.coldest().isPresent()) {
            leave(crew.coldest().get(), true);
        }
        int surplus = crew.fresh(generations) - seats;
        for (Member member : crew.in(State.STANDBY)) {
            if (surplus > 0 && generations.serves(member.generation())) {
                surplus--;
                leave(member, true);
            }
        }
        for (Member member : crew.in(State.STARTING)) {
            if (seats == 0 || (surplus > 0 && generations.serves(member.generation()))) {
                surplus--;
                abandon(member);
            }
        }
    }

    /** The first of a generation comes up alone: it is ready sooner, and shows whether the others could be. */
    private void startScout(long generation) {
        boolean scouting = crew.in(State.STARTING).stream().anyMatch(member -> member.generation() == generation);
        if (!scouting && (generations.none() ? mayStart() : scouts.due())) {
            begin(generation);
        }
    }

    private boolean mayStart() {
        Duration pause = plan.pause();
        if (pause.isNegative() || pause.isZero()) {
            return true;
        }
        if (plan.mustBeWoken()) {
            decisions.accept(new Decision.Wake(pause));
        }
        return false;
    }

    private void begin(long generation) {
        Member member = new Member(++lastMember, generation, clock.nanoTime());
        crew.add(member);
        decisions.accept(new Decision.Start(member));
    }

    private void abandon(Member member) {
        crew.leaves(member);
        decisions.accept(new Decision.Kill(member, "it is not needed any more"));
    }
}
