package dev.lovage.worker;

import dev.lovage.messaging.Delivery;
import dev.lovage.results.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Brings deliveries through the gates into the pool, and outcomes from the pool to {@link Completion}. Belongs to the loop.
 */
final class Dispatcher {

    private static final long NONE = -1;
    private static final long ANY = -2;

    private final WorkerLoop loop;
    private final Policy policy;
    private final Gates gates;
    private final Catalog catalog;
    private final Reservations reservations;
    private final Completion completion;
    private final Notes notes;
    private final TaskLog log;
    private final Pool pool;
    private final IntConsumer holding;
    private final Deque<Reservation> ready = new ArrayDeque<>();
    private final AtomicInteger busy = new AtomicInteger();
    private Consumer<Instant> onNextRun = began -> {};
    /** The slot of the request to look out for; {@link #ANY} for the next one that begins. */
    private long nextRun = NONE;

    private Instant nextRunBegan = Instant.EPOCH;

    /** Below zero when the pool has requests ahead of time. */
    private int idle;

    private int handed;
    private int held;
    private boolean stalled;
    private boolean looking;
    private boolean stopping;
    /** Whether nothing is handed to the pool for the time being. */
    private boolean resting;

    private boolean degraded;

    /**
     * A dispatcher to one pool.
     *
     * @param holding hears how many messages wait for their ETA, whenever that changes: they shall not fill the window
     */
    Dispatcher(
            WorkerLoop loop,
            Policy policy,
            Gates gates,
            Catalog catalog,
            Reservations reservations,
            Completion completion,
            Notes notes,
            TaskLog log,
            Pool pool,
            IntConsumer holding) {
        this.loop = loop;
        this.policy = policy;
        this.gates = gates;
        this.catalog = catalog;
        this.reservations = reservations;
        this.completion = completion;
        this.notes = notes;
        this.log = log;
        this.pool = pool;
        this.holding = holding;
        reservations.onClose(this::closed);
    }

    void received(Delivery delivery) {
        if (stopping) {
            delivery.requeue();
            return;
        }
        Instant now = loop.clock().now();
        Verdict verdict = gates.judge(delivery, now);
        Call call = verdict.call();
        if (delivery.redelivered() && call.identified() && recognised(call, delivery)) {
            return;
        }
        if (verdict instanceof Verdict.Admit admit) {
            admit(open(call, Optional.of(admit.entry()), delivery), now);
        } else if (verdict instanceof Verdict.Expired expired) {
            completion.expire(open(call, Optional.of(expired.entry()), delivery));
        } else if (verdict instanceof Verdict.Recount recount) {
            completion.recount(open(call, Optional.of(recount.entry()), delivery), recount.strikes());
        } else if (verdict instanceof Verdict.Bury bury) {
            completion.bury(open(call, bury.entry(), delivery), bury.cause());
        }
    }

    void catalog(List<CatalogEntry> entries) {
        catalog.replace(entries);
        LimitAdvice.of(policy, pool.abilities(), entries).forEach(log::advice);
    }

    void idle(int slots) {
        idle += slots;
        pump();
    }

    /** How many requests run; others than the loop may ask. */
    int busy() {
        return busy.get();
    }

    /** How many requests wait for a slot, here or in the pool. */
    int waiting() {
        return ready.size() + handed;
    }

    /** Who hears, once, when the next request that begins has been run, and when it began. */
    void onNextRun(Consumer<Instant> listener) {
        onNextRun = listener;
        nextRun = ANY;
    }

    void started(long slot, long pid) {
        if (nextRun == ANY || nextRun == slot) {
            nextRun = slot;
            nextRunBegan = loop.clock().now();
        }
        inPool(slot).ifPresent(reservation -> {
            begun(reservation);
            if (!reservation.stale()) {
                notes.started(reservation, pid);
            }
        });
    }

    /** One that was given back after all says nothing, and the next one will. */
    private void tellNextRun(Outcome outcome) {
        if (outcome instanceof Outcome.NotBegun) {
            nextRun = ANY;
            return;
        }
        nextRun = NONE;
        onNextRun.accept(nextRunBegan);
    }

    private void begun(Reservation reservation) {
        if (reservation.stage() == Reservation.Stage.HANDED) {
            reservation.stage(Reservation.Stage.RUNNING);
            handed--;
            busy.incrementAndGet();
        }
    }

    void progress(long slot, String state, byte[] value) {
        if (!state.isEmpty()) {
            inPool(slot)
                    .filter(reservation -> !reservation.stale())
                    .ifPresent(reservation -> notes.progress(reservation, new TaskState(state), value));
        }
    }

    void outcome(long slot, Outcome outcome) {
        if (slot == nextRun) {
            tellNextRun(outcome);
        }
        inPool(slot).ifPresent(reservation -> {
            if (reservation.stage() == Reservation.Stage.HANDED) {
                handed--;
            } else {
                busy.decrementAndGet();
            }
            if (outcome instanceof Outcome.NotBegun && reservation.doubtful() && !stopping) {
                enqueue(reservation);
                return;
            }
            completion.complete(reservation, outcome);
        });
    }

    /** Hands nothing more to the pool, until it is said whether that {@link #degraded can run nothing}. */
    void rest() {
        resting = true;
    }

    /**
     * Whether the pool can run nothing for the time being. Then what has not begun to run is given back, so that another worker can
     * run it, and what still arrives too.
     */
    void degraded(boolean now) {
        degraded = now;
        resting = now;
        if (degraded) {
            giveBackWhatWaits();
        } else {
            pump();
        }
    }

    /** Takes nothing more, and gives back what has not begun to run. */
    void stop() {
        stopping = true;
        completion.stopping();
        giveBackWhatWaits();
    }

    private void giveBackWhatWaits() {
        ready.clear();
        pool.recall();
        for (Reservation reservation : reservations.all()) {
            if (reservation.stage() == Reservation.Stage.HELD) {
                holding.accept(--held);
                completion.giveBack(reservation);
            } else if (reservation.stage() == Reservation.Stage.READY
                    || reservation.stage() == Reservation.Stage.HELD_BACK) {
                completion.giveBack(reservation);
            }
        }
    }

    /** Whether this is a message that is in our hands already, or that we were done with: then it needs no other run. */
    private boolean recognised(Call call, Delivery delivery) {
        Optional<Reservation> twin = reservations.twin(call.identity());
        if (twin.isPresent()) {
            twin.get().join(delivery);
            completion.claimed(twin.get());
            return true;
        }
        if (reservations.finished(call.identity())) {
            delivery.ack();
            return true;
        }
        return false;
    }

    private Reservation open(Call call, Optional<CatalogEntry> entry, Delivery delivery) {
        boolean late = entry.map(policy::late).orElse(true);
        return reservations.open(call, entry, late, delivery);
    }

    private void admit(Reservation reservation, Instant now) {
        log.received(reservation);
        Optional<Instant> eta = reservation.call().eta().filter(time -> time.isAfter(now));
        if (eta.isPresent()) {
            hold(reservation, eta.get());
        } else {
            enqueue(reservation);
        }
    }

    private void hold(Reservation reservation, Instant eta) {
        reservation.stage(Reservation.Stage.HELD);
        holding.accept(++held);
        Duration wait = Duration.between(loop.clock().now(), eta);
        reservation.timer(loop.after(wait, () -> due(reservation, eta)));
    }

    private void due(Reservation reservation, Instant eta) {
        holding.accept(--held);
        // The wall clock may have been set back meanwhile, and a timer counts on the other one.
        if (eta.isAfter(loop.clock().now())) {
            hold(reservation, eta);
        } else {
            enqueue(reservation);
        }
    }

    private void enqueue(Reservation reservation) {
        reservation.stage(Reservation.Stage.READY);
        if (degraded) {
            completion.giveBack(reservation);
            return;
        }
        ready.add(reservation);
        pump();
    }

    private void pump() {
        while (!resting && !ready.isEmpty() && hasRoomFor(ready.element())) {
            if (ready.element().doubtful()) {
                lookAgain();
                return;
            }
            if (backedUp()) {
                stalled = true;
                return;
            }
            submit(ready.remove());
        }
    }

    /** The broker is being asked whose the next message is. */
    private void lookAgain() {
        if (!looking) {
            looking = true;
            loop.after(Unclaimed.LOOK, () -> {
                looking = false;
                pump();
            });
        }
    }

    /**
     * Whether a slot is idle, or the pool may have it ahead of time. What is acknowledged when it begins, or must not begin after a
     * moment, is handed over only when it begins.
     */
    private boolean hasRoomFor(Reservation reservation) {
        return idle > 0
                || (idle > -pool.ahead()
                        && reservation.late()
                        && reservation.call().expires().isEmpty());
    }

    private void closed() {
        if (stalled) {
            stalled = false;
            loop.execute(this::pump);
        }
    }

    /** Whether so many results wait to be stored that running more would only fill the memory. */
    private boolean backedUp() {
        return reservations.size() - ready.size() - held > 2 * policy.window() + 1000;
    }

    private void submit(Reservation reservation) {
        Call call = reservation.call();
        if (reservation.stale()) {
            // Its lease ended while it waited here, or its connection did: whoever has it now runs it.
            reservations.close(reservation, Settlement.REQUEUE);
            return;
        }
        Optional<CatalogEntry> known = catalog.find(call.name());
        if (known.isEmpty()) {
            // It went when the code was loaded again.
            completion.bury(reservation, DeathCause.unknownTask(call.name(), catalog.advice(call.name())));
            return;
        }
        CatalogEntry entry = known.get();
        if (Gates.expired(call, loop.clock().now())) {
            completion.expire(reservation);
            return;
        }
        idle--;
        handed++;
        reservation.stage(Reservation.Stage.HANDED);
        if (!reservation.late()) {
            reservation.settle(Settlement.ACK);
        }
        Delivery origin = reservation.origin();
        pool.submit(new Request(
                reservation.slot(),
                call.id(),
                call.name(),
                reservation.message(),
                origin.queue(),
                origin.exchange(),
                origin.routingKey(),
                origin.redelivered(),
                policy.handedOut(origin) + call.strikes(),
                policy.softLimit(call, entry),
                policy.hardLimit(call, entry),
                reservation::held));
    }

    private Optional<Reservation> inPool(long slot) {
        return reservations
                .find(slot)
                .filter(found ->
                        found.stage() == Reservation.Stage.HANDED || found.stage() == Reservation.Stage.RUNNING);
    }
}
