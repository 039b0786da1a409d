package dev.lovage.worker;

import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A task's message in the worker's hands, from its delivery until it is settled and its result is stored.
 *
 * <p>It may come to hold several deliveries of the one message: after a lost connection the broker hands out again what we
 * are still busy with. The later ones join the first, and all are settled together; those that have become stale are not
 * applied, by the broker's contract. Belongs to the loop.
 */
final class Reservation {

    /** How far it has come. */
    enum Stage {
        /** Waits for its time. */
        HELD,
        /** Waits for a slot. */
        READY,
        /** In the pool, and not begun. */
        HANDED,
        /** Begun. */
        RUNNING,
        /** Has run, and goes back to its queue after a while: its task wants it so. */
        HELD_BACK,
        /** Its follow-ups are being published, its result stored, its message buried or sent anew. */
        FINISHING,
        /** Has run, but its message is the broker's again, or may be: what came of it waits until that is clear. */
        UNCLAIMED,
        /** Done, and nothing may happen to it any more. */
        CLOSED
    }

    private final long slot;
    private final Call call;
    private final Optional<CatalogEntry> entry;
    private final boolean late;
    private final List<Delivery> unsettled = new ArrayList<>(1);
    private final Delivery first;
    private volatile Delivery newest;
    private Stage stage = Stage.READY;
    private Optional<Settlement> settlement = Optional.empty();
    private Optional<Timer> timer = Optional.empty();

    Reservation(long slot, Call call, Optional<CatalogEntry> entry, boolean late, Delivery delivery) {
        this.slot = slot;
        this.call = call;
        this.entry = entry;
        this.late = late;
        this.first = delivery;
        this.newest = delivery;
        unsettled.add(delivery);
    }

    long slot() {
        return slot;
    }

    Call call() {
        return call;
    }

    /** Empty for a message that will never be run. */
    Optional<CatalogEntry> entry() {
        return entry;
    }

    /** Whether it is acknowledged after its result is stored. */
    boolean late() {
        return late;
    }

    Message message() {
        return first.message();
    }

    /** The first delivery, for where it came from; settle through {@link #settle} only. */
    Delivery origin() {
        return first;
    }

    Stage stage() {
        return stage;
    }

    void stage(Stage next) {
        timer.ifPresent(Timer::cancel);
        timer = Optional.empty();
        stage = next;
    }

    /** The timer of the present stage; it is cancelled when the stage ends. */
    void timer(Timer ofThisStage) {
        timer = Optional.of(ofThisStage);
    }

    boolean closed() {
        return stage == Stage.CLOSED;
    }

    /** Whether the broker has its message again, from each of its deliveries. */
    boolean stale() {
        return settlement.isEmpty() && unsettled.stream().allMatch(Delivery::stale);
    }

    /** Whether it may be {@link #stale}: the broker has to be asked. */
    boolean doubtful() {
        return settlement.isEmpty()
                && !stale()
                && unsettled.stream().allMatch(delivery -> delivery.stale() || delivery.doubtful());
    }

    /** Whether its message is ours, as far as is known. Any thread. */
    boolean held() {
        Delivery last = newest;
        return !last.stale() && !last.doubtful();
    }

    boolean settled() {
        return settlement.isPresent();
    }

    /** Settles each of its deliveries, once; a second settlement changes nothing. */
    void settle(Settlement how) {
        if (settlement.isEmpty()) {
            settlement = Optional.of(how);
            unsettled.forEach(how::apply);
            unsettled.clear();
        }
    }

    /** Takes another delivery of the same message: it shares the fate of the first. */
    void join(Delivery again) {
        if (settlement.isPresent()) {
            settlement.get().apply(again);
        } else {
            unsettled.add(again);
            newest = again;
        }
    }
}
