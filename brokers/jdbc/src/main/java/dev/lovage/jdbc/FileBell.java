package dev.lovage.jdbc;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rings when any process writes to a database file or the log beside it: Linux tells (inotify), so that waiting costs nothing.
 * Asking every few milliseconds instead takes around one per cent of a core, most of it for waking up.
 */
final class FileBell implements Bell {

    private static final Logger LOG = LoggerFactory.getLogger(FileBell.class);

    private final String name;
    private final WatchService service;

    private FileBell(String name, WatchService service) {
        this.name = name;
        this.service = service;
    }

    /** A bell on this file where the system has one, else one that polls. */
    static Bell on(Path file) {
        Path folder = file.getParent();
        Path name = file.getFileName();
        // On macOS Java's watch service looks every few seconds only; on Windows it does not see a log that stays open.
        if (folder == null
                || name == null
                || !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
            return new PollingBell();
        }
        try {
            WatchService service = folder.getFileSystem().newWatchService();
            folder.register(service, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_CREATE);
            return new FileBell(name.toString(), service);
        } catch (IOException e) {
            LOG.warn(
                    "Can't watch {} for changes ({}), so it is polled; is fs.inotify.max_user_instances used up?",
                    folder,
                    e.getMessage());
            return new PollingBell();
        }
    }

    @Override
    public boolean await(long nanos) throws InterruptedException {
        try {
            WatchKey key = service.poll(nanos, TimeUnit.NANOSECONDS);
            if (key == null) {
                return false;
            }
            boolean ours = false;
            for (WatchEvent<?> event : key.pollEvents()) {
                // With too many events the system only says that there were some.
                ours |= event.context() == null || event.context().toString().startsWith(name);
            }
            key.reset();
            return ours;
        } catch (ClosedWatchServiceException e) {
            throw new InterruptedException();
        }
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            LOG.debug("Could not close the watch on {}", name, e);
        }
    }
}
