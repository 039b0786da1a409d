package dev.lovage.cli;

import java.util.Arrays;
import java.util.regex.Pattern;

/** Keeps negative numbers from being taken for options: {@code call tasks.add -2 2}. */
final class Numbers {

    private static final Pattern NEGATIVE = Pattern.compile("-(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    /** Goes before a negative number; nobody types it. */
    private static final String SHIELD = "\u0000";

    private Numbers() {}

    static String[] shield(String... args) {
        return Arrays.stream(args)
                .map(arg -> NEGATIVE.matcher(arg).matches() ? SHIELD + arg : arg)
                .toArray(String[]::new);
    }

    static String unshield(String arg) {
        return arg.startsWith(SHIELD) ? arg.substring(1) : arg;
    }
}
