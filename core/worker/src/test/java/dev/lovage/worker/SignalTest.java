package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What TERM and INT do to a program that is a worker. */
class SignalTest {

    @Test
    void termFinishesWhatRunsAndEndsWithZero() throws Exception {
        assertThat(story(1000, "TERM")).contains("FINISHED", "exit 0").anyMatch(line -> line.contains("warm shutdown"));
    }

    @Test
    void aSecondIntGivesBackWhatRuns() throws Exception {
        assertThat(story(600_000, "INT", "INT"))
                .contains("GIVEN BACK 1", "exit 0")
                .anyMatch(line -> line.contains("cold shutdown"));
    }

    private static List<String> story(int millis, String... signals) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SignalledMain.class.getName(),
                        String.valueOf(millis))
                .redirectErrorStream(true)
                .start();
        List<String> story = new ArrayList<>();
        int sent = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                story.add(line);
                boolean next = sent == 0 ? line.equals("RUNNING") : line.contains("shutdown");
                if (next && sent < signals.length) {
                    send(process, signals[sent++]);
                }
            }
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            story.add("exit " + process.exitValue());
            return story;
        } finally {
            process.destroyForcibly();
        }
    }

    private static void send(Process process, String signal) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
        assertThat(code).isZero();
    }
}
