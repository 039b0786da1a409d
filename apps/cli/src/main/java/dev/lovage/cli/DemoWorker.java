package dev.lovage.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A worker that the demo starts as a process of its own, by this program's own class path. */
final class DemoWorker implements AutoCloseable {

    private static final int CHILDREN = 2;

    private final Process process;
    private final Path log;

    private DemoWorker(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts it in a folder, on the embedded broker there, with the tasks of a source file. */
    static DemoWorker start(Path folder, Path source) throws IOException {
        Path log = folder.resolve("worker.log");
        List<String> command = new ArrayList<>(OwnJvm.command());
        command.addAll(List.of(
                "-A", source.toString(), "worker", "-c", String.valueOf(CHILDREN), "-l", "INFO", "-n", "demo@%h"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // What configures the user's own workers must not reach this one.
        builder.environment().keySet().removeIf(DemoWorker::configures);
        Process process = builder.start();
        process.getOutputStream().close();
        return new DemoWorker(process, log);
    }

    static boolean configures(String variable) {
        return variable.startsWith("LOVAGE_") || variable.startsWith("CELERY_");
    }

    static int children() {
        return CHILDREN;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to end, as an administrator does, and returns its exit code; -1 when it had to be killed. */
    int stop() throws InterruptedException {
        process.destroy();
        if (process.waitFor(10, TimeUnit.SECONDS)) {
            return process.exitValue();
        }
        kill();
        return -1;
    }

    /** The last lines of its log. */
    List<String> lastWords(int lines) {
        try {
            List<String> all = Files.readAllLines(log);
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it and its children at once, if they still run. */
    @Override
    public void close() {
        kill();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void kill() {
        List<ProcessHandle> family = process.descendants().toList();
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
    }
}
