package dev.lovage.cli;

import dev.lovage.messaging.LovageException;
import dev.lovage.worker.step.StepException;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/** The whole program: reads a command line, runs the command, and says how it ended. */
final class Program {

    private final Surroundings surroundings;

    Program(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Runs a command line and returns the exit code. */
    int run(String... args) {
        return commandLine().execute(Numbers.shield(args));
    }

    /** All commands. */
    CommandLine commandLine() {
        RootCommand root = new RootCommand();
        Session session = new Session(surroundings, root);
        Terminal terminal = surroundings.terminal();
        CommandLine line = new CommandLine(root)
                .addSubcommand(new WorkerCommand(session))
                .addSubcommand(new CallCommand(session))
                .addSubcommand(new ResultCommand(session))
                .addSubcommand(new StatusCommand(session))
                .addSubcommand(new PurgeCommand(session))
                .addSubcommand(new TasksCommand(session))
                .addSubcommand(new GraphCommand(session))
                .addSubcommand(new DemoCommand(session))
                .addSubcommand(new VersionCommand(session))
                .addSubcommand(new CompletionCommand(session));
        return line.setOut(terminal.out())
                .setErr(terminal.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colors() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpAutoWidth(true)
                .setUsageHelpLongOptionsMaxWidth(30)
                .setOverwrittenOptionsAllowed(false)
                .registerConverter(String.class, Numbers::unshield)
                .setParameterExceptionHandler(this::refuse)
                .setExecutionExceptionHandler((failure, command, result) -> explain(failure))
                .setExecutionStrategy(result -> {
                    int code = root.version && !result.hasSubcommand()
                            ? new VersionCommand(session).call()
                            : new CommandLine.RunLast().execute(result);
                    terminal.out().flush();
                    terminal.err().flush();
                    return code;
                });
    }

    private int refuse(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        Terminal terminal = surroundings.terminal();
        terminal.say("lovage: " + Refusal.of(wrong, args));
        terminal.say("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        return Exit.USAGE;
    }

    private int explain(Exception failure) {
        Terminal terminal = surroundings.terminal();
        terminal.out().flush();
        boolean known = failure instanceof LovageException || failure instanceof IllegalArgumentException;
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        terminal.say("lovage: " + (known ? message : failure.getClass().getSimpleName() + ": " + message));
        Throwable cause = failure.getCause();
        if (failure instanceof StepException && cause != null && !(cause instanceof LovageException)) {
            // A step of the user's: its author needs the place.
            Arrays.stream(cause.getStackTrace())
                    .takeWhile(Program::isOfTheUsers)
                    .forEach(frame -> terminal.say("    at " + frame));
        }
        if (!known || surroundings.environment().containsKey("LOVAGE_DEBUG")) {
            Arrays.stream(failure.getStackTrace()).forEach(frame -> terminal.say("    at " + frame));
        }
        int code = Exit.codeOf(failure);
        if (code == Exit.UNAVAILABLE) {
            terminal.say("Is it running there? Without -b and broker_url, Lovage needs no server.");
        }
        return code;
    }

    /** Not what called the step. */
    private static boolean isOfTheUsers(StackTraceElement frame) {
        return !frame.getClassName().startsWith("dev.lovage.worker.step.");
    }
}
