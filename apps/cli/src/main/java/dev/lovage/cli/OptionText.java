package dev.lovage.cli;

import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Takes the next word as an option's value whatever it looks like: {@code --child-opts=-Xmx512m}. */
final class OptionText implements IParameterConsumer {

    @Override
    @SuppressWarnings("JdkObsolete") // The library's own type.
    public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
        if (words.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(), "The option " + option.paramLabel() + " needs a value", option, "");
        }
        option.setValue(Numbers.unshield(words.pop()));
    }
}
