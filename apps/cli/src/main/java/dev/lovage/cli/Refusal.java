package dev.lovage.cli;

import dev.lovage.messaging.Suggestion;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says why a command line can't be, and what was probably meant. */
final class Refusal {

    /** Options of Celery's that this version has not. Accepting them in silence would be a lie. */
    private static final Set<String> NOT_YET = Set.of(
            "-B",
            "--beat",
            "-s",
            "--schedule",
            "--schedule-filename",
            "--scheduler",
            "-O",
            "--optimization",
            "--disable-prefetch",
            "-S",
            "--statedb",
            "--purge",
            "--discard",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
            "--heartbeat-interval",
            "--eta",
            "--countdown",
            "--loader",
            "--config",
            "--skip-checks",
            "-t",
            "--task",
            "-d",
            "--destination");

    private static final Set<String> COMMANDS_NOT_YET = Set.of(
            "amqp", "beat", "control", "events", "inspect", "list", "logtool", "migrate", "multi", "report", "shell",
            "upgrade");

    private Refusal() {}

    static String of(ParameterException wrong, String... args) {
        CommandLine command = wrong.getCommandLine();
        if (wrong instanceof MissingParameterException) {
            // An option misspelt is the likelier cause of what is missing.
            Optional<String> misspelt = Arrays.stream(args)
                    .takeWhile(arg -> !arg.equals("--"))
                    .filter(arg -> arg.startsWith("--") && !isKnown(name(arg), command))
                    .findFirst();
            if (misspelt.isPresent()) {
                return unmatched(misspelt.get(), command);
            }
        }
        if (wrong instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return unmatched(Numbers.unshield(unmatched.getUnmatched().get(0)), command);
        }
        return String.valueOf(wrong.getMessage()).replace("\u0000", "");
    }

    private static String unmatched(String word, CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (word.startsWith("-")) {
            return unknown(name(word), "option", spec.optionsMap().keySet(), NOT_YET);
        }
        if (spec.subcommands().isEmpty()) {
            return "'" + spec.name() + "' takes no argument '" + word + "' here.";
        }
        return unknown(word, "command", spec.subcommands().keySet(), COMMANDS_NOT_YET);
    }

    private static String name(String option) {
        return option.contains("=") ? option.substring(0, option.indexOf('=')) : option;
    }

    private static boolean isKnown(String option, CommandLine command) {
        for (CommandLine line = command; line != null; line = line.getParent()) {
            if (line.getCommandSpec().optionsMap().containsKey(option)) {
                return true;
            }
        }
        return false;
    }

    private static String unknown(String word, String what, Set<String> known, Set<String> notYet) {
        if (notYet.contains(word)) {
            return "Celery's " + what + " '" + word + "' is not in this version of Lovage.";
        }
        return "There is no " + what + " '" + word + "'."
                + Suggestion.of(word, known)
                        .map(near -> " Did you mean '" + near + "'?")
                        .orElse("");
    }
}
