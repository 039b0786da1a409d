package dev.lovage.cli;

import static picocli.CommandLine.ScopeType.INHERIT;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every command takes, before or after its name; by itself it prints the help. */
@Command(
        name = "lovage",
        header = "A distributed task queue for the JVM that speaks Celery's wire.",
        synopsisSubcommandLabel = "COMMAND",
        customSynopsis = "lovage [OPTIONS] COMMAND [ARGS]…",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  lovage demo                                   see it work, without a server",
            "  lovage -A Tasks.java worker -l INFO           run the tasks of a source file",
            "  lovage call tasks.add 2 2 --wait              call one and print its result",
            "  lovage -b redis://localhost status            see whether a broker answers"
        })
final class RootCommand implements Runnable {

    @Spec
    @Nullable CommandSpec spec;

    @Option(
            names = {"-A", "--app"},
            scope = INHERIT,
            paramLabel = "APP",
            description = "Where the tasks are: a class, a jar, a directory of classes, or a .java source file.")
    @Nullable String app;

    @Option(
            names = {"-b", "--broker"},
            scope = INHERIT,
            paramLabel = "URL",
            description = "The broker; without one, a SQLite file under .lovage/ here.")
    @Nullable String broker;

    @Option(
            names = "--result-backend",
            scope = INHERIT,
            paramLabel = "URL",
            description = "Where results are kept.")
    @Nullable String resultBackend;

    @Option(
            names = "--set",
            scope = INHERIT,
            paramLabel = "NAME=VALUE",
            description = "Any setting, by its name; may be repeated.")
    Map<String, String> set = new LinkedHashMap<>();

    @Option(
            names = {"-q", "--quiet"},
            scope = INHERIT,
            description = "No talk, only data and errors.")
    boolean quiet;

    @Option(
            names = {"-C", "--no-color"},
            scope = INHERIT,
            description = "No colours; NO_COLOR in the environment does the same.")
    boolean noColor;

    @Option(
            names = {"-h", "--help"},
            scope = INHERIT,
            usageHelp = true,
            description = "This help.")
    boolean help;

    @Option(names = "--version", description = "The version.")
    boolean version;

    /** What was said here of the settings. */
    Map<String, String> settings() {
        Map<String, String> said = new LinkedHashMap<>(set);
        Optional.ofNullable(broker).ifPresent(url -> said.put("broker_url", url));
        Optional.ofNullable(resultBackend).ifPresent(url -> said.put("result_backend", url));
        return said;
    }

    @Override
    public void run() {
        if (spec == null) {
            throw new IllegalStateException("made without picocli");
        }
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
