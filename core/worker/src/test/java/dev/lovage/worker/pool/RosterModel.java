package dev.lovage.worker.pool;

import dev.lovage.messaging.Clock;
import dev.lovage.messaging.Message;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Children without processes, on a clock of their own: they do what the roster decided, and what chance wants. */
final class RosterModel implements Decision.Hands, Clock {

    private static final Message NO_MESSAGE = PoolProbe.message("tasks.noop");

    /** How things go, in milliseconds. */
    record Weather(int start, int task, boolean faulty) {}

    /** A process that is no process. */
    private static final class Body {
        private boolean alive = true;
        private boolean ready;
        private boolean told;
        private boolean dying;
        private boolean leaving;
        private Optional<Request> running = Optional.empty();
        private final Deque<Request> inbox = new ArrayDeque<>();
        /** What it has sent, and the parent not read yet. */
        private final Deque<Supplier<List<Decision>>> sent = new ArrayDeque<>();
    }

    private record Event(long due, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return due != other.due ? Long.compare(due, other.due) : Long.compare(order, other.order);
        }
    }

    private final Random random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Map<Member, Body> bodies = new HashMap<>();
    private final Map<Long, Outcome> told = new HashMap<>();
    private final Set<Long> open = new HashSet<>();
    private final TreeSet<Long> renewals = new TreeSet<>();
    private final Set<Long> forgotten = new HashSet<>();
    private final Set<Long> ran = new HashSet<>();
    private final Set<Long> toldBegun = new HashSet<>();
    private Weather weather;
    private Roster roster;
    private long nanos;
    private long order;
    private long lastSlot;
    private long serving = -1;
    private long servingSince;
    private int slots;
    private int largest;
    private int ahead;
    private int idle;
    int recycles;
    /** Requests that were given to a child that ran another one. */
    int waited;
    /** Those of them that it gave back. */
    int cameBack;

    int done;
    int begun;
    int mostAlive;
    int degraded;
    int refused;
    int recovered;
    boolean finished;
    /** Whether no child comes up any more. */
    boolean broken;

    RosterModel(long seed, int slots, int maxTasks, Weather weather) {
        this.random = new Random(seed);
        this.weather = weather;
        this.slots = slots;
        this.largest = slots;
        this.roster = new Roster(slots, maxTasks, 2, this);
        act(roster::start);
    }

    void weather(Weather value) {
        weather = value;
    }

    /** Lets time pass; keeps the pool busy with requests meanwhile if wanted. */
    void run(Duration span, boolean busy) {
        long end = nanos + span.toNanos();
        while (true) {
            while (busy && hasRoom() && !finished) {
                submit();
            }
            if (events.isEmpty() || events.element().due() > end) {
                nanos = end;
                return;
            }
            Event event = events.remove();
            nanos = Math.max(nanos, event.due());
            event.action().run();
        }
    }

    /** Who asks for it keeps count, and hands nothing over ahead to a pool that can't run it. */
    private boolean hasRoom() {
        return idle > (degraded == recovered ? -ahead * roster.ahead() : 0);
    }

    /** From now on requests are handed over before there is a child for them, as many as the roster takes, or so many times that. */
    void ahead(int times) {
        ahead = times;
    }

    /** Takes back what has not begun. */
    void recall() {
        act(roster::recall);
        long inChildren = bodies.values().stream()
                .mapToLong(body -> (body.running.isPresent() ? 1 : 0) + body.inbox.size() + body.sent.size())
                .sum();
        claim(open.size() <= inChildren, "recalled, and not given back");
    }

    private void submit() {
        long slot = ++lastSlot;
        open.add(slot);
        idle--;
        long until = fault(0.05) ? nanos + random.nextInt(20_000_000) : Long.MAX_VALUE;
        act(() -> roster.submit(new Request(
                slot,
                "id",
                "t",
                NO_MESSAGE,
                "",
                "",
                "",
                false,
                0,
                Optional.empty(),
                Optional.empty(),
                () -> nanos < until)));
    }

    void resize(int to) {
        slots = to;
        largest = Math.max(largest, to);
        act(() -> roster.resize(to));
    }

    void renew() {
        act(() -> {
            List<Decision> decided = roster.renew();
            renewals.add(roster.newestGeneration());
            return decided;
        });
    }

    void stop() {
        act(roster::stop);
    }

    void terminate() {
        act(roster::terminate);
    }

    /** All that live die at once. */
    void catastrophe() {
        List.copyOf(bodies.keySet()).forEach(member -> die(member, false));
    }

    /** Something bad happens to some child. */
    void mishap() {
        List<Member> alive = bodies.keySet().stream()
                .filter(member -> bodies.get(member).alive)
                .sorted((one, other) -> Long.compare(one.number(), other.number()))
                .toList();
        if (alive.isEmpty()) {
            return;
        }
        Member victim = alive.get(random.nextInt(alive.size()));
        Body body = bodies.get(victim);
        switch (random.nextInt(5)) {
            case 3 -> act(() -> roster.doomed(victim, "too heavy"));
            case 0 -> act(() -> roster.worn(victim));
            case 1 -> act(() -> roster.wearing(victim));
            case 2 ->
                body.running.ifPresent(request -> act(() ->
                        roster.overran(victim, request.slot(), new Outcome.Ignored(Duration.ZERO), "hard limit")));
            default -> die(victim, false);
        }
    }

    int alive() {
        return (int) bodies.values().stream().filter(body -> body.alive).count();
    }

    /** The generation that serves. */
    long serving() {
        return serving;
    }

    int idle() {
        return idle;
    }

    Set<Long> open() {
        return open;
    }

    Set<Long> waitingRenewals() {
        return renewals;
    }

    private void act(Supplier<List<Decision>> event) {
        List<Decision> decided = event.get();
        decided.forEach(decision -> decision.carryOut(this));
        mostAlive = Math.max(mostAlive, alive());
    }

    private void in(int millis, Runnable action) {
        long spread = 500_000L + random.nextInt(1_000_000);
        events.add(new Event(nanos + millis * spread, order++, action));
    }

    private boolean fault(double chance) {
        return weather.faulty() && random.nextDouble() < chance;
    }

    private static void claim(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }

    @Override
    public void start(Member member) {
        claim(!forgotten.contains(member.generation()), "a child of a generation that was forgotten");
        in(4, () -> {
            if (fault(0.05)) {
                act(() -> roster.stillborn(member, "no memory"));
                return;
            }
            bodies.put(member, new Body());
            act(() -> roster.born(member));
            in(weather.start(), () -> comeUp(member));
        });
    }

    private void comeUp(Member member) {
        Body body = bodies.get(member);
        if (body == null || !body.alive) {
            return;
        }
        if (broken) {
            die(member, false);
        } else if (fault(0.1)) {
            boolean lasting = random.nextBoolean() && serving > 0;
            act(() -> roster.unloadable(member, "no such class", lasting));
            die(member, false);
        } else if (fault(0.1)) {
            die(member, false);
        } else {
            body.ready = true;
            act(() -> roster.ready(member));
        }
    }

    private void die(Member member, boolean ours) {
        Body body = bodies.get(member);
        if (body != null && body.alive) {
            body.alive = false;
            in(2, () -> {
                while (!body.sent.isEmpty()) {
                    read(body);
                }
                bodies.remove(member);
                recycles++;
                act(() -> roster.ended(member, "signal 9", Optional.of(137), ours));
            });
        }
    }

    @Override
    public void begin(Member member, Request request) {
        claim(open.contains(request.slot()), "a request begins that was told: " + request.slot());
        toldBegun.add(request.slot());
        long running = bodies.values().stream()
                .filter(each -> each.alive && each.running.isPresent())
                .count();
        claim(running <= slots + surplus(), "more requests at once than slots: " + running + " of " + slots);
    }

    /** Those of a pool that was larger, and of children that are ended, run on for a moment. */
    private long surplus() {
        return bodies.values().stream()
                        .filter(body -> body.alive && (body.dying || body.sent.size() > 0))
                        .count()
                + Math.max(0, largest - slots);
    }

    @Override
    public void hand(Member member, Request request) {
        Body body = bodies.get(member);
        claim(body != null && body.ready && !body.told, "a request for " + member + ", which can't take any");
        claim(member.generation() == serving, "a request for an old generation");
        if (!body.alive && random.nextBoolean()) {
            act(() -> roster.unsent(member, request));
            return;
        }
        waited += body.running.isPresent() ? 1 : 0;
        body.inbox.add(request);
        beginNext(member, body);
    }

    private void beginNext(Member member, Body body) {
        if (!body.alive || body.leaving || body.running.isPresent() || body.inbox.isEmpty()) {
            return;
        }
        Request request = body.inbox.remove();
        claim(
                member.generation() == serving || nanos - servingSince < 10_000_000,
                "begun by old code, long after there is new");
        claim(ran.add(request.slot()), "run twice: " + request.slot());
        body.running = Optional.of(request);
        begun++;
        in(fault(0.01) ? 100 : weather.task(), () -> {
            if (body.alive && body.running.equals(Optional.of(request))) {
                body.running = Optional.empty();
                done++;
                boolean last = fault(0.02);
                send(member, body, () -> roster.done(member, request.slot(), new Outcome.Ignored(Duration.ZERO), last));
                if (last) {
                    body.leaving = true;
                    in(5, () -> die(member, false));
                } else if (fault(0.2)) {
                    // Between the two it may hear that it is to give back what it has.
                    in(2, () -> beginNext(member, body));
                } else {
                    beginNext(member, body);
                }
            }
        });
    }

    /** What a child sends is read a little later, in order, and all of it before its end is heard. */
    private void send(Member member, Body body, Supplier<List<Decision>> event) {
        body.sent.add(event);
        in(1, () -> read(body));
    }

    private void read(Body body) {
        if (!body.sent.isEmpty()) {
            act(body.sent.remove());
        }
    }

    @Override
    public void recall(Member member, long slot) {
        Body body = bodies.get(member);
        if (body != null) {
            in(2, () -> {
                if (body.alive && !body.leaving && body.inbox.removeIf(request -> request.slot() == slot)) {
                    cameBack++;
                    send(member, body, () -> roster.returned(member, slot));
                }
            });
        }
    }

    @Override
    public void look(Duration after) {
        events.add(new Event(nanos + after.toNanos(), order++, () -> act(roster::look)));
    }

    @Override
    public void dismiss(Member member, boolean tell) {
        Body body = bodies.get(member);
        if (body != null) {
            claim(
                    body.leaving || (body.running.isEmpty() && body.inbox.isEmpty()),
                    "a child dismissed that has a request");
            body.told = true;
            in(5, () -> die(member, false));
        }
    }

    @Override
    public void kill(Member member, String why) {
        Body body = bodies.get(member);
        if (body != null) {
            // Not at once: until then it goes on.
            body.dying = true;
            in(1, () -> die(member, true));
        }
    }

    @Override
    public void introduce(Member member) {
        claim(member.generation() >= serving, "an old generation serves again");
        servingSince = member.generation() == serving ? servingSince : nanos;
        serving = member.generation();
    }

    @Override
    public void renewed(long generation) {
        claim(generation == serving, "a generation is renewed that does not serve");
        renewals.headSet(generation, true).clear();
    }

    @Override
    public void notRenewed(long generation, String reason) {
        claim(generation != serving, "the generation that serves was refused");
        refused++;
        renewals.headSet(generation, true).clear();
    }

    @Override
    public void forget(long generation) {
        claim(forgotten.add(generation), "a generation was forgotten twice");
        claim(generation != serving, "the generation that serves was forgotten");
    }

    @Override
    public void idle(int count) {
        idle += count;
    }

    @Override
    public void tell(long slot, Outcome outcome) {
        claim(open.remove(slot), "told twice, or never submitted: " + slot);
        claim(told.put(slot, outcome) == null, "told twice: " + slot);
        claim(!(outcome instanceof Outcome.NotBegun && ran.contains(slot)), "begun, and told as not begun: " + slot);
        bodies.values().forEach(body -> {
            if (!body.alive
                    && body.running.filter(running -> running.slot() == slot).isPresent()) {
                body.running = Optional.empty();
            }
        });
    }

    long lost() {
        return told.values().stream()
                .filter(outcome -> outcome instanceof Outcome.Lost)
                .count();
    }

    long returned() {
        return told.values().stream()
                .filter(outcome -> outcome instanceof Outcome.NotBegun)
                .count();
    }

    @Override
    public void wake(Duration after) {
        events.add(new Event(nanos + after.toNanos(), order++, () -> act(roster::tick)));
    }

    @Override
    public void failedStart(String reason, Duration pause) {
        claim(!pause.isZero(), "no pause after a failed start");
    }

    @Override
    public void degraded(String reason) {
        degraded++;
        claim(degraded == recovered + 1, "degraded twice");
    }

    @Override
    public void recovered() {
        recovered++;
        claim(degraded == recovered, "recovered without having been degraded");
    }

    @Override
    public void unloadable(String reason) {}

    @Override
    public void finish() {
        claim(!finished, "finished twice");
        claim(bodies.isEmpty(), "finished with children");
        finished = true;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public void sleep(Duration span) {
        throw new AssertionError("Nothing here may sleep");
    }
}
