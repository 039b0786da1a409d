package dev.lovage.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a message of a simulation is like, and what its task does.
 *
 * @param task one that the pool has, or not
 * @param followUp the id of the message that it asks to be published
 * @param malformed whether its headers are broken
 */
record Script(
        String id,
        String task,
        Ending ending,
        boolean ignoreResult,
        boolean malformed,
        Optional<Instant> eta,
        Optional<Instant> expires,
        Optional<String> followUp) {

    enum Ending {
        RETURNS,
        THROWS,
        CONFUSES,
        IGNORES,
        REFUSES,
        REFUSES_ONCE,
        KILLS
    }

    static final List<CatalogEntry> CATALOG = List.of(entry("late", true), entry("early", false));

    boolean late() {
        return task.equals("late");
    }

    private static CatalogEntry entry(String name, boolean late) {
        return new CatalogEntry(
                name,
                name + "()",
                Optional.of(late),
                Optional.empty(),
                Optional.of(late),
                Optional.<Duration>empty(),
                Optional.empty());
    }
}
