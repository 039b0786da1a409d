package dev.lovage.cli;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Where a command prints and asks: data goes to {@code out}, talk to {@code err}.
 *
 * @param asks whether somebody is there to answer a question
 * @param draws whether talk goes to a screen, so that a line may be drawn over
 * @param colors whether data and help may be coloured
 */
record Terminal(BufferedReader in, PrintWriter out, PrintWriter err, boolean asks, boolean draws, boolean colors) {

    /** The variable in which the launcher says which of the streams 0, 1 and 2 are terminals. */
    static final String TTY = "LOVAGE__TTY";

    /** The process's own streams, in UTF-8 whatever the locale. */
    static Terminal system(Map<String, String> environment, boolean wantsColor) {
        String terminals = environment.getOrDefault(TTY, System.console() == null ? "" : "012");
        return new Terminal(
                new BufferedReader(
                        new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8)),
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                terminals.contains("0") && terminals.contains("2"),
                terminals.contains("2") && !isDumb(environment),
                wantsColor && terminals.contains("1") && allowsColor(environment));
    }

    /** Whether the environment lets programs colour what they print. */
    static boolean allowsColor(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty() && !isDumb(environment);
    }

    /** Prints a line of data. */
    void data(String line) {
        out.println(line);
        out.flush();
    }

    /** Prints a line of talk. */
    void say(String line) {
        err.println(line);
        err.flush();
    }

    /** Asks a question that is answered by yes, or by anything else. */
    boolean confirms(String question) {
        err.print(question + " [y/N] ");
        err.flush();
        try {
            String answer = in.readLine();
            return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isDumb(Map<String, String> environment) {
        return "dumb".equals(environment.get("TERM"));
    }

    private static PrintWriter writer(FileDescriptor stream) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(stream), StandardCharsets.UTF_8), false);
    }
}
