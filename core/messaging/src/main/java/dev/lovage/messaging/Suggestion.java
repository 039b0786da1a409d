package dev.lovage.messaging;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what a mistyped name probably meant. */
public final class Suggestion {

    private Suggestion() {}

    /** The known name nearest to a mistyped one, if any is near: at most a third of its letters wrong. */
    public static Optional<String> of(String mistyped, Collection<String> known) {
        int allowed = Math.max(1, mistyped.length() / 3);
        return known.stream()
                .filter(name -> distance(mistyped, name) <= allowed)
                .min(Comparator.comparingInt((String name) -> distance(mistyped, name))
                        .thenComparing(name -> name));
    }

    /** Damerau-Levenshtein with adjacent swaps: what a slip of the fingers makes. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
