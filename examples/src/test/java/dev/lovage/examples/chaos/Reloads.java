package dev.lovage.examples.chaos;

import dev.lovage.messaging.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** Saves the tasks' source anew every few seconds, as an editor does, so that the worker reloads it. */
final class Reloads implements AutoCloseable {

    private final Path source;
    private final String text;
    private final Duration every;
    private final Thread thread = new Thread(this::run, "reloads");
    private volatile int saved;
    private volatile boolean closed;

    Reloads(Path source, Duration every) {
        this.source = source;
        this.every = every;
        try {
            this.text = Files.readString(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** How often it was saved. */
    int count() {
        return saved;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.interrupt();
        thread.join();
    }

    private void run() {
        try {
            while (!closed) {
                Clock.system().sleep(every);
                save();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Once more; not while it does so by itself. */
    void save() throws IOException {
        String next = text.replaceFirst("VERSION = \\d+", "VERSION = " + (saved + 1));
        Path fresh = source.resolveSibling("ChaosTasks.java.new");
        Files.writeString(fresh, next);
        Files.move(fresh, source, StandardCopyOption.ATOMIC_MOVE);
        saved++;
    }
}
