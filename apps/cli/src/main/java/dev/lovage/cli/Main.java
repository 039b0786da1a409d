package dev.lovage.cli;

import dev.lovage.messaging.Clock;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** The program {@code lovage}. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        boolean wantsColor = Arrays.stream(args).noneMatch(arg -> arg.equals("-C") || arg.equals("--no-color"));
        Terminal terminal = Terminal.system(environment, wantsColor);
        Surroundings surroundings =
                new Surroundings(terminal, Path.of("").toAbsolutePath(), environment, Clock.system());
        int code = new Program(surroundings).run(args);
        terminal.out().flush();
        terminal.err().flush();
        System.exit(code);
    }
}
