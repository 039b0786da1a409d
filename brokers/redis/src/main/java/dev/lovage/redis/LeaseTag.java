package dev.lovage.redis;

import java.util.Comparator;

/**
 * The field that a message in hand has in {@code unacked}: {@code lovage:<lease ms>:<store>-<claim>-<place>:<list>}.
 *
 * <p>It is minted anew for every hand-out, so that a late settlement can't touch the next one; it says how long its owner may
 * be silent, and which list the message goes back to. With {@code !} after {@code lovage} the entry is kept apart from
 * kombu's.
 */
final class LeaseTag {

    /** Whoever was handed out first comes first; for tags of one store. */
    static final Comparator<String> BY_HANDING_OUT =
            Comparator.comparingLong((String tag) -> number(tag, 1)).thenComparingLong(tag -> number(tag, 2));

    private static final int AFTER_NAME = "lovage:".length();

    private LeaseTag() {}

    static boolean isOurs(String tag) {
        return tag.startsWith("lovage:") || isOdd(tag);
    }

    /** Whether it holds something that is no envelope. */
    static boolean isOdd(String tag) {
        return tag.startsWith("lovage!");
    }

    /** The tag under which the same hand-out is kept apart from kombu's entries. */
    static String odd(String tag) {
        return "lovage!" + tag.substring(AFTER_NAME);
    }

    /** The list that the message came from. */
    static String list(String tag) {
        return tag.substring(tag.indexOf(':', tag.indexOf(':', AFTER_NAME) + 1) + 1);
    }

    private static long number(String tag, int place) {
        int from = tag.indexOf(':', AFTER_NAME) + 1;
        return Long.parseLong(tag.substring(from, tag.indexOf(':', from)).split("-", -1)[place]);
    }
}
