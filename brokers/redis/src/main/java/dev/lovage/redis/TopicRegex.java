package dev.lovage.redis;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The regular expression that kombu stores beside the binding key of a topic exchange. */
final class TopicRegex {

    private TopicRegex() {}

    static String of(String bindingKey) {
        return Stream.of(bindingKey.split("\\.", -1))
                .map(word -> switch (word) {
                    case "*" -> ".*?[^\\.]";
                    case "#" -> ".*?";
                    default -> escape(word);
                })
                .collect(Collectors.joining("\\.", "^", "$"));
    }

    private static String escape(String word) {
        StringBuilder escaped = new StringBuilder();
        word.codePoints().forEach(c -> {
            if (!Character.isLetterOrDigit(c) && c != '#' && c != '*') {
                escaped.append('\\');
            }
            escaped.appendCodePoint(c);
        });
        return escaped.toString();
    }
}
