package dev.lovage.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A file that holds this process's id for as long as it is open; only one living process can hold it. What a process left that
 * ended without a word is replaced, in one step: whoever reads the file sees the old id or the new one.
 */
final class PidFile implements AutoCloseable {

    /** File systems keep coarse times. */
    private static final Duration COARSE = Duration.ofSeconds(2);

    private final Path path;
    private final String pid = String.valueOf(ProcessHandle.current().pid());

    private PidFile(Path path) {
        this.path = path;
    }

    /**
     * Takes the file.
     *
     * @throws CannotCreateException when a living process has it, or it can't be written
     */
    static PidFile take(Path path) {
        PidFile file = new PidFile(path.toAbsolutePath());
        try {
            file.take();
            return file;
        } catch (IOException e) {
            throw new CannotCreateException(
                    "The pid file " + path + " can't be written (" + why(e)
                            + "). Name another one with --pidfile, or make its folder writable",
                    e);
        }
    }

    /** Removes the file, if it is still this process's. */
    @Override
    public void close() {
        try {
            if (read(path).filter(pid::equals).isPresent()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // What is left is seen to be stale by the next one.
            return;
        }
    }

    private void take() throws IOException {
        Path folder = path.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path fresh = path.resolveSibling(path.getFileName() + "." + pid + ".new");
        try {
            Files.writeString(fresh, pid + "\n");
            readable(fresh);
            for (int tries = 0; !link(fresh) && !replace(fresh); tries++) {
                if (tries == 100) {
                    throw new IOException("it comes and goes");
                }
            }
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void readable(Path file) throws IOException {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        } catch (UnsupportedOperationException e) {
            return; // A file system without permissions.
        }
    }

    private boolean link(Path fresh) throws IOException {
        try {
            Files.createLink(path, fresh);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException e) {
            if (Files.exists(path)) {
                return false;
            }
            Files.move(fresh, path);
            return true;
        }
    }

    /** Puts ours in the place of a stale one; false when it went meanwhile. Of several who try, the lock lets one at a time. */
    private boolean replace(Path fresh) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            refuseIfHeld();
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return lock.isValid();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void refuseIfHeld() throws IOException {
        Optional<ProcessHandle> holder = read(path)
                .filter(text -> text.matches("[1-9][0-9]{0,9}") && !text.equals(pid))
                .flatMap(text -> ProcessHandle.of(Long.parseLong(text)))
                .filter(ProcessHandle::isAlive);
        if (holder.isPresent() && wrote(holder.get())) {
            long id = holder.get().pid();
            throw new CannotCreateException("The pid file " + path + " belongs to process " + id
                    + holder.get()
                            .info()
                            .command()
                            .map(name -> " (" + name + ")")
                            .orElse("")
                    + ", which is running. Stop it with `kill " + id + "`, or name another file with --pidfile;"
                    + " if that process is no worker, remove the file");
        }
    }

    /** Whether a process may have written the file: one that began later was given the id of one that has ended. */
    private boolean wrote(ProcessHandle process) throws IOException {
        Instant written = Files.getLastModifiedTime(path).toInstant();
        return process.info()
                .startInstant()
                .map(began -> began.minus(COARSE).isBefore(written))
                .orElse(true);
    }

    private static Optional<String> read(Path path) throws IOException {
        try {
            byte[] start;
            try (var in = Files.newInputStream(path)) {
                start = in.readNBytes(64);
            }
            return Optional.of(new String(start, StandardCharsets.ISO_8859_1).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static String why(IOException failure) {
        return failure instanceof AccessDeniedException ? "access denied" : String.valueOf(failure.getMessage());
    }
}
