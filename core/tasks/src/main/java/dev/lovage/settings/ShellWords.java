package dev.lovage.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Splits a text into words as a shell does: at blanks, except within quotes and after a backslash. */
final class ShellWords {

    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean begun;
    private char quote;
    private boolean escaped;

    private ShellWords() {}

    /** The words; empty when a quote or a backslash lacks what comes after it. */
    static Optional<List<String>> split(String text) {
        ShellWords split = new ShellWords();
        text.chars().forEach(next -> split.add((char) next));
        if (split.quote != 0 || split.escaped) {
            return Optional.empty();
        }
        split.end();
        return Optional.of(List.copyOf(split.words));
    }

    /** A text that splits into these words. */
    static String join(List<?> words) {
        return words.stream()
                .map(each -> "'" + String.valueOf(each).replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    private void add(char next) {
        if (escaped) {
            escaped = false;
            // Within double quotes a backslash only quotes what is special there.
            if (quote == '"' && next != '"' && next != '\\') {
                word.append('\\');
            }
            put(next);
        } else if (next == '\\' && quote != '\'') {
            escaped = true;
        } else if (quote != 0) {
            if (next == quote) {
                quote = 0;
            } else {
                put(next);
            }
        } else if (next == '"' || next == '\'') {
            quote = next;
            begun = true;
        } else if (Character.isWhitespace(next)) {
            end();
        } else {
            put(next);
        }
    }

    private void put(char next) {
        word.append(next);
        begun = true;
    }

    private void end() {
        if (begun) {
            words.add(word.toString());
            word.setLength(0);
            begun = false;
        }
    }
}
