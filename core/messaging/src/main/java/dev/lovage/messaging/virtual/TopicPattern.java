package dev.lovage.messaging.virtual;

import java.util.regex.Pattern;

/** A topic binding's pattern: words between dots, {@code *} for any one word, {@code #} for any number of words. */
public final class TopicPattern {

    private TopicPattern() {}

    /** Whether a message with this routing key goes to a queue bound by this pattern. */
    public static boolean matches(String pattern, String routingKey) {
        return matches(pattern.split("\\.", -1), 0, routingKey.split("\\.", -1), 0);
    }

    /** The regular expression that kombu keeps beside a topic binding ({@code kombu.transport.virtual.exchange}). */
    public static String regex(String pattern) {
        StringBuilder regex = new StringBuilder("^");
        String[] words = pattern.split("\\.", -1);
        for (int i = 0; i < words.length; i++) {
            regex.append(i == 0 ? "" : "\\.");
            switch (words[i]) {
                case "*" -> regex.append(".*?[^\\.]");
                case "#" -> regex.append(".*?");
                default ->
                    regex.append(
                            Pattern.compile("[^A-Za-z0-9_]").matcher(words[i]).replaceAll("\\\\$0"));
            }
        }
        return regex.append('$').toString();
    }

    private static boolean matches(String[] pattern, int at, String[] words, int from) {
        if (at == pattern.length) {
            return from == words.length;
        }
        if (pattern[at].equals("#")) {
            for (int next = from; next <= words.length; next++) {
                if (matches(pattern, at + 1, words, next)) {
                    return true;
                }
            }
            return false;
        }
        return from < words.length
                && (pattern[at].equals("*") || pattern[at].equals(words[from]))
                && matches(pattern, at + 1, words, from + 1);
    }
}
