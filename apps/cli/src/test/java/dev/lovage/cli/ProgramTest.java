package dev.lovage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.cli.Typed.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every command. */
class ProgramTest {

    @TempDir
    Path folder;

    @Test
    void withoutACommandItHelps() {
        Outcome outcome = typed().types();

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out())
                .contains("worker", "call", "result", "status", "purge", "tasks", "demo", "version", "completion");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void everyCommandHelps() {
        for (String command : new Program(new Surroundings(
                        Terminal.system(java.util.Map.of(), false), folder, java.util.Map.of(), clock()))
                .commandLine()
                .getSubcommands()
                .keySet()) {
            Outcome outcome = typed().types(command, "--help");

            assertThat(outcome.code()).as(command).isZero();
            assertThat(outcome.out()).contains("Usage: lovage " + command, "--broker");
        }
    }

    @Test
    void aMistypedCommandIsRefusedWithWhatWasProbablyMeant() {
        Outcome outcome = typed().types("wroker");

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("There is no command 'wroker'. Did you mean 'worker'?", "lovage --help");
    }

    @Test
    void aMistypedOptionIsRefusedWithWhatWasProbablyMeant() {
        assertThat(typed().types("call", "tasks.add", "--wiat").err()).contains("Did you mean '--wait'?");
        assertThat(typed().types("call", "--wiat").err()).contains("Did you mean '--wait'?");
        assertThat(typed().types("worker", "--concurency=2").err()).contains("Did you mean '--concurrency'?");
        assertThat(typed().types("--brokr", "redis://", "status").code()).isEqualTo(2);
    }

    @Test
    void whatCeleryHasAndThisVersionHasNotIsRefusedByName() {
        for (List<String> line : List.of(
                List.of("worker", "--without-gossip"),
                List.of("worker", "-B"),
                List.of("call", "tasks.add", "--countdown", "3"))) {
            Outcome outcome = typed().types(line.toArray(String[]::new));

            assertThat(outcome.code()).as("%s", line).isEqualTo(2);
            assertThat(outcome.err()).contains("is not in this version of Lovage");
        }
        assertThat(typed().types("inspect", "ping").err()).contains("command 'inspect' is not in this version");
    }

    @Test
    void globalOptionsStandBeforeOrAfterTheCommand() {
        assertThat(typed().types("-b", "memory://", "status").out()).contains("memory://");
        assertThat(typed().types("status", "-b", "memory://").out()).contains("memory://");
    }

    @Test
    void anUnknownSettingIsRefusedWithWhatWasProbablyMeant() {
        Outcome outcome = typed().types("status", "--set", "worker_concurency=2");

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("worker_concurrency");
    }

    @Test
    void anUnknownSchemeIsAnErrorOfUsage() {
        Outcome outcome = typed().types("-b", "redsi://localhost", "status");

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("Did you mean 'redis://'?");
    }

    @Test
    void theVersionIsAloneOnStdout() {
        Outcome outcome = typed().types("version");

        assertThat(outcome.out()).matches("lovage [0-9.]+[^\\n]*\\n");
        assertThat(outcome.err()).contains("Java");
        assertThat(typed().types("--version").out()).isEqualTo(outcome.out());
        assertThat(typed().types("version", "--json").out()).startsWith("{\"lovage\"");
    }

    @Test
    void quietMeansNoTalk() {
        assertThat(typed().types("-q", "version").err()).isEmpty();
    }

    @Test
    void completionIsAValidScript() throws IOException, InterruptedException {
        for (String shell : List.of("bash", "zsh")) {
            Outcome outcome = typed().types("completion", shell);
            Path script = Files.writeString(folder.resolve("completion"), outcome.out());

            Process check = new ProcessBuilder("bash", "-n", script.toString())
                    .redirectErrorStream(true)
                    .start();

            assertThat(new String(check.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEmpty();
            assertThat(check.waitFor()).isZero();
            assertThat(outcome.out()).contains("prefetch-multiplier", "lovage");
        }
        assertThat(typed().types("completion", "fish").code()).isEqualTo(2);
    }

    @Test
    void colourIsOffWhereAnyValueOfNoColorSaysSo() {
        assertThat(Terminal.allowsColor(java.util.Map.of("NO_COLOR", "please"))).isFalse();
        assertThat(Terminal.allowsColor(java.util.Map.of("NO_COLOR", ""))).isTrue();
        assertThat(Terminal.allowsColor(java.util.Map.of("TERM", "dumb"))).isFalse();
    }

    private Typed typed() {
        return new Typed(folder);
    }

    private static dev.lovage.messaging.Clock clock() {
        return dev.lovage.messaging.Clock.system();
    }
}
