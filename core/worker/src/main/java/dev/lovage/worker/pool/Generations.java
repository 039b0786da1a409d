package dev.lovage.worker.pool;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which code children run: each loading of it is a generation, counted from 1. One of them serves; a newer one may be coming, and
 * serves as soon as a child of it is ready. Not thread-safe.
 */
final class Generations {

    private static final long NONE = 0;

    private final Set<Long> known = new TreeSet<>();
    private long newest = NONE;
    private long current = NONE;
    private long coming = NONE;

    /** Another one comes, in the place of one that was coming. */
    long next() {
        coming = ++newest;
        known.add(coming);
        return coming;
    }

    long newest() {
        return newest;
    }

    /** Whether none has served yet. */
    boolean none() {
        return current == NONE;
    }

    /** The one that serves. */
    long current() {
        return current;
    }

    boolean serves(long generation) {
        return generation == current;
    }

    Optional<Long> coming() {
        return coming == NONE ? Optional.empty() : Optional.of(coming);
    }

    /** Whether it neither serves nor comes. */
    boolean obsolete(long generation) {
        return generation != current && generation != coming;
    }

    /** A child of it is ready; says whether it serves only from now on. */
    boolean ready(long generation) {
        if (generation != coming) {
            return false;
        }
        current = coming;
        coming = NONE;
        return true;
    }

    /** The one that was coming can't be loaded, and another one goes on. */
    void refused() {
        coming = NONE;
    }

    /** Those of which nothing is left among these; each is named once. */
    List<Long> forgettable(List<Member> members) {
        if (known.size() == 1) {
            return List.of();
        }
        List<Long> gone = known.stream()
                .filter(this::obsolete)
                .filter(generation -> members.stream().noneMatch(member -> member.generation() == generation))
                .toList();
        known.removeAll(Set.copyOf(gone));
        return gone;
    }
}
