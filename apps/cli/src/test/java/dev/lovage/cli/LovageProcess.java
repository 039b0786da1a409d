package dev.lovage.cli;

import dev.lovage.testkit.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The program as a process of its own, in a folder, its two streams apart. */
final class LovageProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path out;
    private final Path err;

    private LovageProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts a worker with one slot, called {@code w1@here}, that runs the tasks of {@code Tasks.java} in that folder. */
    static LovageProcess startWorker(Path folder, String... more) throws IOException {
        return start(folder, workerLine(more));
    }

    /** What starts that worker. */
    static String[] workerLine(String... more) {
        String line = "-A Tasks.java worker -c 1 -l info -n w1@here";
        return Stream.concat(Stream.of(line.split(" ", -1)), Stream.of(more)).toArray(String[]::new);
    }

    static LovageProcess start(Path folder, String... args) throws IOException {
        Path out = Files.createTempFile(folder, "stdout", ".txt");
        Path err = Files.createTempFile(folder, "stderr", ".txt");
        Process process = builder(folder, args)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        process.getOutputStream().close();
        return new LovageProcess(process, out, err);
    }

    /**
     * What starts it, as the launcher does. An ignored signal, which is inherited, would stay ignored: whoever runs the tests may ignore
     * INT.
     */
    static ProcessBuilder builder(Path folder, String... args) {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,HUP,TERM"));
        command.addAll(OwnJvm.command());
        command.add(command.size() - 1, "-XX:TieredStopAtLevel=1");
        if (Runtime.version().feature() >= 22) {
            command.add(command.size() - 1, "--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(DemoWorker::configures);
        return builder;
    }

    /** Runs a command line to its end. */
    static Typed.Outcome run(Path folder, String... args) throws IOException, InterruptedException {
        try (LovageProcess process = start(folder, args)) {
            int code = process.awaitEnd();
            return new Typed.Outcome(code, process.out(), process.err());
        }
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    void awaitSaid(String text) {
        Eventually.until(PATIENCE, "'" + text + "' in:\n" + err(), () -> {
            if (!process.isAlive()) {
                throw new AssertionError("It ended with " + process.exitValue() + ":\n" + err());
            }
            return err().contains(text);
        });
    }

    /** Asks it to end, as {@code kill} does. */
    int terminate() throws InterruptedException {
        process.destroy();
        return awaitEnd();
    }

    /** Sends it that signal; what it exits with. */
    int signal(String name) throws IOException, InterruptedException {
        kill(name);
        return awaitEnd();
    }

    /** Sends it a signal, unless what came before has ended it. */
    void kill(String signal) throws IOException, InterruptedException {
        try {
            kill(signal, process.pid());
        } catch (AssertionError e) {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                throw e;
            }
        }
    }

    static void kill(String signal, long pid) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + signal, String.valueOf(pid))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new AssertionError("kill -" + signal + " " + pid + " exited with " + code);
        }
    }

    /** The processes that it has started. */
    List<ProcessHandle> children() {
        return process.children().toList();
    }

    /** Those, and what they have started. */
    List<ProcessHandle> family() {
        return process.descendants().toList();
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        List<ProcessHandle> family = process.descendants().toList();
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
    }

    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("It does not end:\n" + err());
        }
        return process.exitValue();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
