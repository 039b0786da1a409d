package dev.lovage.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that completes command lines in a shell. */
@Command(
        name = "completion",
        description = "Print a completion script: source <(lovage completion bash).",
        footer = {"%nFor all shells to come:", "  echo 'source <(lovage completion bash)' >> ~/.bashrc"})
final class CompletionCommand implements Callable<Integer> {

    private static final List<String> SHELLS = List.of("bash", "zsh");

    @Spec
    @Nullable CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh", completionCandidates = Shells.class)
    String shell = "";

    private final Session session;

    CompletionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("made without picocli");
        }
        if (!SHELLS.contains(shell.toLowerCase(Locale.ROOT))) {
            throw new UsageException("There is no completion for '" + shell + "'; there is for bash and zsh.");
        }
        // One script for both: in zsh it switches bash's way of completing on.
        session.terminal()
                .data(AutoComplete.bash("lovage", spec.root().commandLine()).stripTrailing());
        return Exit.OK;
    }

    /** The shells, for the script itself. */
    static final class Shells implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return SHELLS.iterator();
        }
    }
}
