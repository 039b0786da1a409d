package dev.lovage.worker;

import dev.lovage.messaging.Delivery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All messages in the worker's hands, and the last ones that it was done with, so that a redelivery of either is recognised.
 * Belongs to the loop.
 */
final class Reservations {

    private static final int REMEMBERED = 20_000;

    private final Map<Long, Reservation> bySlot = new LinkedHashMap<>();
    private final Map<Identity, Reservation> byIdentity = new HashMap<>();
    private final Map<Identity, Boolean> finished = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Identity, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };
    private long lastSlot;
    private volatile int size;
    private Runnable onEmpty = () -> {};
    private Runnable onClose = () -> {};

    Reservation open(Call call, Optional<CatalogEntry> entry, boolean late, Delivery delivery) {
        Reservation reservation = new Reservation(++lastSlot, call, entry, late, delivery);
        bySlot.put(reservation.slot(), reservation);
        size = bySlot.size();
        if (call.identified()) {
            byIdentity.put(call.identity(), reservation);
        }
        return reservation;
    }

    /** The reservation of the same message, if it is still in our hands. */
    Optional<Reservation> twin(Identity identity) {
        return Optional.ofNullable(byIdentity.get(identity));
    }

    /** Whether this very message was finished here: what comes again only missed its acknowledgement. */
    boolean finished(Identity identity) {
        return finished.containsKey(identity);
    }

    Optional<Reservation> find(long slot) {
        return Optional.ofNullable(bySlot.get(slot));
    }

    /** Settles it and lets it go. */
    void close(Reservation reservation, Settlement settlement) {
        reservation.settle(settlement);
        reservation.stage(Reservation.Stage.CLOSED);
        bySlot.remove(reservation.slot());
        size = bySlot.size();
        Call call = reservation.call();
        if (call.identified()) {
            byIdentity.remove(call.identity(), reservation);
            if (settlement != Settlement.REQUEUE) {
                finished.put(call.identity(), true);
            }
        }
        onClose.run();
        if (bySlot.isEmpty()) {
            onEmpty.run();
        }
    }

    /** What to do after each one that is let go. */
    void onClose(Runnable action) {
        onClose = action;
    }

    /** How many are open; others than the loop may ask. */
    int size() {
        return size;
    }

    /** How many have begun to run, and not ended. */
    int running() {
        return (int) bySlot.values().stream()
                .filter(open -> open.stage() == Reservation.Stage.RUNNING)
                .count();
    }

    List<Reservation> all() {
        return new ArrayList<>(bySlot.values());
    }

    /** What to do when none is left, now or from now on. */
    void whenEmpty(Runnable action) {
        onEmpty = action;
        if (bySlot.isEmpty()) {
            action.run();
        }
    }
}
