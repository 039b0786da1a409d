package dev.lovage.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Layout;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A file of log lines, which another program may move away at any time: within a second a new one is begun in its place. */
final class LogFile extends LogTarget {

    private static final long LOOK_MILLIS = 1000;

    private final Path path;
    private FileOutputStream file;
    private long looked;
    private @Nullable Object key;

    /**
     * A log in that file; its folder is made if need be.
     *
     * @throws CannotCreateException when the file can't be written
     */
    LogFile(LoggerContext context, Layout<ILoggingEvent> layout, Path path) {
        super(context, layout);
        this.path = path.toAbsolutePath();
        try {
            Path folder = this.path.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            file = open();
            key = key();
        } catch (IOException e) {
            throw new CannotCreateException(
                    "The log file " + path + " can't be written ("
                            + (e instanceof AccessDeniedException ? "access denied" : e)
                            + "). Name another one with -f, or leave it out to log to stderr",
                    e);
        }
    }

    @Override
    OutputStream out(ILoggingEvent next) {
        if (Math.abs(next.getTimeStamp() - looked) >= LOOK_MILLIS) {
            looked = next.getTimeStamp();
            beginAnewIfMoved();
        }
        return file;
    }

    @Override
    boolean torn() throws IOException {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (RandomAccessFile read = new RandomAccessFile(path.toFile(), "r")) {
            if (read.length() == 0) {
                return false;
            }
            read.seek(read.length() - 1);
            return read.read() != '\n';
        }
    }

    @Override
    public void stop() {
        super.stop();
        close(file);
    }

    private void beginAnewIfMoved() {
        try {
            if (Files.exists(path) && Objects.equals(key, key())) {
                return;
            }
            FileOutputStream old = file;
            file = open();
            key = key();
            close(old);
        } catch (IOException e) {
            addWarn("The log file can't be begun anew, and the old one is written on", e);
        }
    }

    private FileOutputStream open() throws IOException {
        return new FileOutputStream(path.toFile(), true);
    }

    private @Nullable Object key() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    private void close(FileOutputStream which) {
        try {
            which.close();
        } catch (IOException e) {
            addWarn("The log file can't be closed", e);
        }
    }
}
