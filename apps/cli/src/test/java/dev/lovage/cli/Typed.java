package dev.lovage.cli;

import dev.lovage.messaging.Clock;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Somebody who types command lines in a folder, and reads what comes on either stream. */
final class Typed {

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private String answer = "";
    private boolean answers;

    Typed(Path folder) {
        this.folder = folder;
    }

    /** What a command line did. */
    record Outcome(int code, String out, String err) {}

    Typed with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Sits at a terminal and answers the next question so. */
    Typed answering(String line) {
        answers = true;
        answer = line + "\n";
        return this;
    }

    Outcome types(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(
                new BufferedReader(new StringReader(answer)),
                new PrintWriter(out),
                new PrintWriter(err),
                answers,
                false,
                false);
        int code = new Program(new Surroundings(terminal, folder, environment, Clock.system())).run(args);
        terminal.out().flush();
        terminal.err().flush();
        return new Outcome(code, out.toString(), err.toString());
    }
}
