package dev.lovage.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What came of runs whose message is the broker's again, or may be: their lease or their connection was lost before they ended. Belongs
 * to the loop.
 *
 * <p>Whoever is handed the message next has the say. If that is this worker, or if the lease turns out to be ours still, the outcome is
 * used, and nothing runs twice. If it is another one, storing and publishing here would only mix with what that one does; so after a
 * while the outcome is forgotten.
 */
final class Unclaimed {

    /** Servers restart and leases run out sooner. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    /** How long until it is looked again whether a doubt has passed. */
    static final Duration LOOK = Duration.ofMillis(50);

    private final WorkerLoop loop;
    private final Reservations reservations;
    private final BiConsumer<Reservation, Outcome> completion;
    private final TaskLog log;
    private final Map<Reservation, Outcome> outcomes = new HashMap<>();
    private boolean closed;

    /** @param completion takes the outcomes that count */
    Unclaimed(WorkerLoop loop, Reservations reservations, BiConsumer<Reservation, Outcome> completion, TaskLog log) {
        this.loop = loop;
        this.reservations = reservations;
        this.completion = completion;
        this.log = log;
    }

    /** Keeps an outcome until it is clear whether it counts. */
    void keep(Reservation reservation, Outcome outcome) {
        reservation.stage(Reservation.Stage.UNCLAIMED);
        outcomes.put(reservation, outcome);
        if (reservation.stale()) {
            lost(reservation);
        } else {
            reservation.timer(loop.after(LOOK, () -> look(reservation)));
        }
    }

    /** The broker has handed it out to us again. */
    void claimed(Reservation reservation) {
        if (outcomes.containsKey(reservation)) {
            look(reservation);
        }
    }

    /** No message will come any more; a doubt passes all the same. */
    void close() {
        closed = true;
        List<Reservation> kept = new ArrayList<>(outcomes.keySet());
        kept.forEach(this::look);
    }

    private void look(Reservation reservation) {
        Outcome outcome = outcomes.remove(reservation);
        if (outcome != null) {
            completion.accept(reservation, outcome);
        }
    }

    private void lost(Reservation reservation) {
        log.unclaimed(reservation);
        if (closed) {
            forget(reservation);
        } else {
            reservation.timer(loop.after(PATIENCE, () -> forget(reservation)));
        }
    }

    /** The broker will hand it out anew: it counts as never seen. */
    private void forget(Reservation reservation) {
        outcomes.remove(reservation);
        reservations.close(reservation, Settlement.REQUEUE);
    }
}
