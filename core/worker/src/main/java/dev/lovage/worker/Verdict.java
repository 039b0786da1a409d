package dev.lovage.worker;

import java.util.Optional;

/** What the gates say about a delivery. */
sealed interface Verdict {

    Call call();

    /** It may run, now or at its ETA. */
    record Admit(Call call, CatalogEntry entry) implements Verdict {}

    /** It is too late for it. */
    record Expired(Call call, CatalogEntry entry) implements Verdict {}

    /** It was handed out before by a broker that does not count: the count must be written into it before it runs. */
    record Recount(Call call, CatalogEntry entry, int strikes) implements Verdict {}

    /** It can't be run here, or shall not be any more. */
    record Bury(Call call, Optional<CatalogEntry> entry, DeathCause cause) implements Verdict {}
}
