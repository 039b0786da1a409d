package dev.lovage.examples;

import dev.lovage.testkit.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A Lovage worker as a process of its own, started through the command line, for tests to kill. */
public final class LovageWorker implements AutoCloseable {

    private final ServerProcess process;

    private LovageWorker(ServerProcess process) {
        this.process = process;
    }

    /** Starts {@code lovage worker} with these arguments in a folder of its own, and waits until it consumes. */
    public static LovageWorker start(Map<String, String> environment, String... arguments) {
        return start(environment, List.of(), arguments);
    }

    /**
     * The same, with options of the Java machine.
     *
     * @param java such as {@code -Djava.io.tmpdir=…}
     */
    public static LovageWorker start(Map<String, String> environment, List<String> java, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("test.java.home", System.getProperty("java.home")), "bin", "java")
                        .toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m"));
        command.addAll(java);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.lovage.cli.Main", "worker"));
        command.addAll(List.of(arguments));
        Path folder = ServerProcess.temporaryFolder("worker");
        Path log = folder.resolve("worker.log");
        ServerProcess process =
                new ServerProcess("worker", folder, command, new HashMap<>(environment), () -> contains(log, "Ready."));
        process.start();
        return new LovageWorker(process);
    }

    /** A file of this module's test resources, such as {@code /interop/Tasks.java}. */
    public static Path resource(String name) {
        try {
            return Path.of(java.util.Objects.requireNonNull(LovageWorker.class.getResource(name))
                    .toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The processes that it started. */
    public List<ProcessHandle> children() {
        return ProcessHandle.of(pid()).map(parent -> parent.children().toList()).orElse(List.of());
    }

    /** Kills the parent alone, as {@code kill -9} does; its children must end by themselves. */
    public void kill() {
        ProcessHandle.of(pid()).ifPresent(parent -> {
            parent.destroyForcibly();
            parent.onExit().join();
        });
    }

    /** Asks it to stop, and waits until it has. */
    public void stop() {
        process.stop();
    }

    /** What it has said so far. */
    public String log() {
        try {
            return Files.readString(process.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.exists(file) && Files.readString(file).contains(text);
        } catch (IOException e) {
            return false;
        }
    }
}
