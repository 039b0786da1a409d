package dev.lovage.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the version. */
@Command(name = "version", description = "Print the version.")
final class VersionCommand implements Callable<Integer> {

    @Option(names = "--json", description = "As JSON.")
    boolean json;

    private final Session session;

    VersionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("lovage", Version.current());
        facts.put("java", System.getProperty("java.version"));
        facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        if (json) {
            session.terminal().data(Json.write(facts));
            return Exit.OK;
        }
        session.terminal().data("lovage " + Version.current());
        session.say("Java " + facts.get("java") + ", " + facts.get("os"));
        return Exit.OK;
    }
}
