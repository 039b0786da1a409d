package dev.lovage.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file of log lines, which another program may move away at any time: within a second a new one is begun in its place. A full
 * disk loses lines and nothing else.
 */
final class LogFile extends FileAppender<ILoggingEvent> {

    private static final long LOOK_MILLIS = 1000;

    private final Path path;
    private long looked;
    private @Nullable Object key;

    /**
     * A log in that file; its folder is made if need be.
     *
     * @throws CannotCreateException when the file can't be written
     */
    LogFile(Path path) {
        this.path = path.toAbsolutePath();
        try {
            Path folder = this.path.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.newOutputStream(this.path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
            key = key();
        } catch (IOException e) {
            throw new CannotCreateException(
                    "The log file " + path + " can't be written ("
                            + (e instanceof AccessDeniedException ? "access denied" : e)
                            + "). Name another one with -f, or leave it out to log to stderr",
                    e);
        }
        setFile(this.path.toString());
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (Math.abs(event.getTimeStamp() - looked) >= LOOK_MILLIS) {
            looked = event.getTimeStamp();
            beginAnewIfMoved();
        }
        super.append(event);
    }

    private void beginAnewIfMoved() {
        try {
            if (Files.exists(path) && Objects.equals(key, key())) {
                return;
            }
            openFile(path.toString());
            key = key();
        } catch (IOException e) {
            addWarn("The log file can't be begun anew", e);
        }
    }

    private @Nullable Object key() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }
}
