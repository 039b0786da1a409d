package dev.lovage.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every example is run as its reader would: a program of its own, in an empty folder. */
class ExamplesTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "FirstTaskMain, 40 + 2 = 42",
        "ManyAtOnceMain, total 9900",
        "FailureMain, ArithmeticException: / by zero",
        "AutoscaleMain, at most: 3",
        "ReloadMain, 'at first: Good morning\nafter a save: Good evening'",
        "LimitTimeMain, gave up on 2026 after 1 s",
        "LimitTimeMain, TimeLimitExceeded",
        "TypedArgumentsMain, '4.45 by MAIL, due 2026-12-24'",
        "DeadMansSwitchMain, 'alive: true\nalive: false'",
        "MailIntakeMain, 'mail: first\nmail: second\nkept for somebody to look at: 1'",
        "QueueAutoscalerMain, 'slots: 3\nslots: 1\nall done'",
        "WorkerMain, '42\n SOFT'",
        "HooksMain, 'took 42 by tenant-7'",
    })
    void itRunsAndSaysWhatItShould(String example, String said) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.lovage.examples." + example)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output).contains(said);
        assertThat(process.exitValue()).isZero();
    }
}
