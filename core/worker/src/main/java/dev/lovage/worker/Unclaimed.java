package dev.lovage.worker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What came of runs whose message the broker has again: their lease or their connection was lost before they ended. Belongs to the
 * loop.
 *
 * <p>Whoever is handed the message next has the say. If that is this worker the outcome is used, and nothing runs twice. If it is another
 * one, storing and publishing here would only mix with what that one does; so after a while the outcome is forgotten.
 */
final class Unclaimed {

    /** Servers restart and leases run out sooner. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private final WorkerLoop loop;
    private final Reservations reservations;
    private final TaskLog log;
    private final Map<Reservation, Outcome> outcomes = new HashMap<>();
    private boolean closed;

    Unclaimed(WorkerLoop loop, Reservations reservations, TaskLog log) {
        this.loop = loop;
        this.reservations = reservations;
        this.log = log;
    }

    /** Keeps an outcome for a while. */
    void keep(Reservation reservation, Outcome outcome) {
        log.unclaimed(reservation);
        if (closed) {
            forget(reservation);
            return;
        }
        reservation.stage(Reservation.Stage.UNCLAIMED);
        outcomes.put(reservation, outcome);
        reservation.timer(loop.after(PATIENCE, () -> forget(reservation)));
    }

    /** The outcome that waits for this message, which has come. */
    Optional<Outcome> take(Reservation reservation) {
        return Optional.ofNullable(outcomes.remove(reservation));
    }

    /** No message will come any more. */
    void close() {
        closed = true;
        Map.copyOf(outcomes).keySet().forEach(this::forget);
    }

    /** The broker will hand it out anew: it counts as never seen. */
    private void forget(Reservation reservation) {
        outcomes.remove(reservation);
        reservations.close(reservation, Settlement.REQUEUE);
    }
}
