package dev.lovage.worker.pool;

import dev.lovage.worker.channel.Folders;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a JVM of its own make the {@link ClassArchive}, at the lowest priority: the processor time that nobody else wants. A pool
 * that ends before takes it along. Thread-safe.
 */
final class ArchiveTraining {

    private static final Logger log = LoggerFactory.getLogger(ArchiveTraining.class);
    private static final String MAIN = "dev.lovage.worker.child.Training";

    private final ClassArchive archive;
    private final ChildCommand command;
    private final Path folder;
    private Optional<Process> process = Optional.empty();
    private boolean closed;

    /** Trains in a folder within a folder, which is there and private; who made that removes it. */
    ArchiveTraining(ClassArchive archive, ChildCommand command, Path folder) {
        this.archive = archive;
        this.command = command;
        this.folder = folder.resolve("training");
    }

    /** Begins, unless there is an archive, or one can't be written. Does not wait for the end. */
    synchronized void start() {
        if (closed || process.isPresent() || archive.find().isPresent()) {
            return;
        }
        Optional<Path> target =
                archive.unfinished(String.valueOf(ProcessHandle.current().pid()));
        if (target.isEmpty()) {
            return;
        }
        try {
            Process started = start(List.of("nice", "-n", "19"), target.get());
            process = Optional.of(started);
            var unused = started.onExit().thenAccept(ended -> finish(ended.exitValue(), target.get()));
        } catch (IOException e) {
            log.debug("No archive of classes is made", e);
        }
    }

    /** Ends what is under way. */
    synchronized void close() {
        closed = true;
        process.ifPresent(Process::destroyForcibly);
    }

    private Process start(List<String> prefix, Path target) throws IOException {
        List<String> line = new ArrayList<>(prefix);
        line.addAll(command.training(target));
        line.add(MAIN);
        line.add(Files.createDirectories(folder).toString());
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(new File("/"))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD);
        command.cleanEnvironment(builder, "training");
        try {
            return builder.start();
        } catch (IOException e) {
            if (prefix.isEmpty()) {
                throw e;
            }
            return start(List.of(), target);
        }
    }

    private void finish(int exitCode, Path target) {
        try {
            if (exitCode == 0) {
                archive.finish(target);
            } else {
                log.debug("Making an archive of classes ended with exit code {}", exitCode);
            }
        } catch (IOException e) {
            log.debug("No archive of classes", e);
        } finally {
            ClassArchive.discard(target);
            removeFolder();
        }
    }

    private void removeFolder() {
        try {
            Folders.remove(folder);
        } catch (IOException e) {
            log.debug("Removing {}", folder, e);
        }
    }
}
