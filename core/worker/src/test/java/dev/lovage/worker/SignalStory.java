package dev.lovage.worker;

import dev.lovage.messaging.Clock;
import dev.lovage.testkit.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A worker process, the signals that it gets, and what is expected of it. Each signal is sent when the one before has shown, and
 * not sooner than what would count as the same request.
 */
record SignalStory(
        long millis,
        List<String> signals,
        boolean group,
        boolean remap,
        int softSeconds,
        boolean hangs,
        String lastWord,
        int exitCode) {

    private static final Pattern SHOWN = Pattern.compile(
            "(warm|soft|cold|hard) shutdown:|Taking no more|Taking messages again|load code again|new children|USR1:");

    /**
     * How it ended.
     *
     * @param left how many of its children live on
     * @param millisFromCold how long it took from the first sign of a cold or hard shutdown
     */
    record Ending(int exitCode, List<String> lines, long left, long millisFromCold) {}

    static SignalStory of(long millis, String... signals) {
        return new SignalStory(millis, List.of(signals), false, false, 0, false, "", 0);
    }

    SignalStory toTheGroup() {
        return new SignalStory(millis, signals, true, remap, softSeconds, hangs, lastWord, exitCode);
    }

    /** TERM means cold. */
    SignalStory remapped() {
        return new SignalStory(millis, signals, group, true, softSeconds, hangs, lastWord, exitCode);
    }

    SignalStory soft(int seconds) {
        return new SignalStory(millis, signals, group, remap, seconds, hangs, lastWord, exitCode);
    }

    SignalStory hanging() {
        return new SignalStory(millis, signals, group, remap, softSeconds, true, lastWord, exitCode);
    }

    SignalStory ends(String word, int code) {
        return new SignalStory(millis, signals, group, remap, softSeconds, hangs, word, code);
    }

    Ending tell() throws IOException, InterruptedException {
        Process process = start();
        List<String> lines = new ArrayList<>();
        List<ProcessHandle> children = List.of();
        int sent = 0;
        long cold = Long.MAX_VALUE;
        CompletableFuture.delayedExecutor(60, TimeUnit.SECONDS).execute(process::destroyForcibly);
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                if (line.contains("cold shutdown:") || line.contains("hard shutdown:")) {
                    cold = Math.min(cold, Clock.system().nanoTime());
                }
                boolean ready = sent == 0 ? line.contains(millis == 0 ? "SERVING" : "RUNNING") : shown(line);
                if (ready && sent < signals.size()) {
                    if (sent == 0) {
                        children = process.descendants().toList();
                    } else if (signals.subList(0, sent).contains(signals.get(sent))) {
                        Clock.system().sleep(Ladder.ECHO.plusMillis(50));
                    }
                    send(process, signals.get(sent++));
                }
            }
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError(this + " does not end: " + lines);
            }
            long took = cold == Long.MAX_VALUE ? 0 : (Clock.system().nanoTime() - cold) / 1_000_000;
            return new Ending(process.exitValue(), lines, left(children), took);
        } finally {
            children.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** An ignored signal, which is inherited, would stay ignored: whoever runs the tests may ignore INT. */
    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                "setsid",
                "env",
                "--default-signal=INT,HUP,TERM",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                SignalledMain.class.getName(),
                String.valueOf(millis),
                String.valueOf(softSeconds),
                String.valueOf(hangs));
        if (remap) {
            builder.environment().put("REMAP_SIGTERM", "SIGQUIT");
        }
        return builder.redirectErrorStream(true).start();
    }

    private static boolean shown(String line) {
        return SHOWN.matcher(line).find();
    }

    private static long left(List<ProcessHandle> children) {
        Eventually.until(
                Duration.ofSeconds(2),
                "all children have ended",
                () -> children.stream().noneMatch(ProcessHandle::isAlive));
        return children.stream().filter(ProcessHandle::isAlive).count();
    }

    private void send(Process process, String signal) throws IOException, InterruptedException {
        String target = (group ? "-" : "") + process.pid();
        int code =
                new ProcessBuilder("kill", "-s", signal, "--", target).start().waitFor();
        // What an earlier signal has ended needs no other.
        if (code != 0 && !process.waitFor(5, TimeUnit.SECONDS)) {
            throw new IOException("kill -s " + signal + " " + target + " ended with " + code);
        }
    }
}
