package dev.lovage.worker.reload;

import java.time.Duration;

/** How long files must have been left alone until they count as they are: the more so, the less they look like the end of it. */
final class Rest {

    /** After a save. */
    static final Duration SHORTEST = Duration.ofMillis(100);

    /** In the middle of a build some files are gone while others are new. */
    private static final Duration HALF_BUILT = Duration.ofSeconds(1);
    /** A build removes what it is about to compile, and then compiles for a while. */
    private static final Duration ONLY_GONE = Duration.ofSeconds(3);
    /** Somebody moves, cleans, or copies a jar. */
    private static final Duration INCOMPLETE = Duration.ofSeconds(5);

    private final Snapshot before;
    private boolean madeAnew;

    /** Of what comes after this. */
    Rest(Snapshot before) {
        this.before = before;
    }

    /** So long, if this is what there is. */
    Duration enough(Snapshot now) {
        boolean incomplete = !now.undisturbed() || !before.missing().containsAll(now.missing());
        // A file that is gone for a moment is an editor's way to save, a folder is a build's to begin.
        madeAnew |= now.missing().stream().anyMatch(before::hasFolder)
                || !now.missing().containsAll(before.missing());
        if (incomplete) {
            return INCOMPLETE;
        }
        long lost = now.lostSince(before);
        if (lost > 0 && lost == now.changedSince(before).size()) {
            return ONLY_GONE;
        }
        return lost > 0 || madeAnew ? HALF_BUILT : SHORTEST;
    }
}
