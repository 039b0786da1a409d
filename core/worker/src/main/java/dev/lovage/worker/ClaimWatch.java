package dev.lovage.worker;

import java.time.Duration;

/**
 * Ends runs whose message the broker has again ({@code worker_cancel_long_running_tasks_on_connection_loss}), so that no two workers go
 * on with one task. Belongs to the loop.
 */
final class ClaimWatch {

    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final WorkerLoop loop;
    private final Reservations reservations;
    private final Pool pool;

    ClaimWatch(WorkerLoop loop, Reservations reservations, Pool pool) {
        this.loop = loop;
        this.reservations = reservations;
        this.pool = pool;
    }

    /** Looks once a second from now on. */
    void start() {
        loop.after(PERIOD, this::look);
    }

    private void look() {
        for (Reservation reservation : reservations.all()) {
            if (reservation.stage() == Reservation.Stage.RUNNING && reservation.stale()) {
                pool.cancel(reservation.slot(), "the connection or the lease of its message was lost");
            }
        }
        start();
    }
}
