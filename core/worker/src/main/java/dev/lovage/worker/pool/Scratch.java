package dev.lovage.worker.pool;

import dev.lovage.messaging.Clock;
import dev.lovage.worker.channel.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool's folder for what lives no longer than it, that only this user can enter. A lock in it tells that its pool lives, so
 * that the next pool removes what one left that was killed.
 */
final class Scratch implements AutoCloseable {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Logger log = LoggerFactory.getLogger(Scratch.class);
    private static final String PREFIX = "lovage-pool-";
    private static final String LOCK = "lock";
    private static final int RADIX = Character.MAX_RADIX;

    /**
     * How the names of this process's folders begin. Nobody may look at a lock of its own process: to close the file again, as on
     * any way of looking, gives up the lock.
     */
    private static final String OURS = PREFIX + ours(ProcessHandle.current());

    /** A folder without a lock is one whose owner is about to lock it, for so long. */
    private static final Duration BIRTH = Duration.ofMinutes(1);

    private final Path folder;
    private final FileChannel lock;
    /** For a process that ends without closing its pool. */
    private final Thread lastResort;

    private Scratch(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
        this.lastResort = new Thread(this::remove, "lovage-pool-scratch");
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    /** A new folder in the one for temporary files, after a look at what others left there. */
    static Scratch create(Clock clock) throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        sweep(parent, clock);
        Path folder = Files.createDirectory(
                parent.resolve(OURS + Long.toString(RANDOM.nextInt(Integer.MAX_VALUE), RADIX)),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        FileChannel lock =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        lock.lock();
        return new Scratch(folder, lock);
    }

    /** Process ids come round again, and begin anew in each container; with the time of its start one is told from another. */
    private static String ours(ProcessHandle process) {
        long started = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return Long.toString(process.pid(), RADIX) + "-" + Long.toString(started, RADIX) + "-";
    }

    Path folder() {
        return folder;
    }

    /** Removes the folder and all that is in it. */
    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(lastResort);
        } catch (IllegalStateException e) {
            log.trace("The process is ending anyway", e);
        }
    }

    private void remove() {
        try {
            Folders.remove(folder);
            lock.close();
        } catch (IOException e) {
            log.debug("Removing {}", folder, e);
        }
    }

    /** Removes the folders of pools that are no more. */
    static void sweep(Path parent, Clock clock) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                boolean ours = folder.getFileName().toString().startsWith(OURS);
                if (!ours && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && Files.isWritable(folder)) {
                    sweepOne(folder, clock);
                }
            }
        } catch (IOException e) {
            log.debug("Looking for what killed workers left in {}", parent, e);
        }
    }

    private static void sweepOne(Path folder, Clock clock) {
        Path file = folder.resolve(LOCK);
        try {
            if (!Files.exists(file)) {
                Instant made = Files.getLastModifiedTime(folder).toInstant();
                if (made.plus(BIRTH).isBefore(clock.now())) {
                    Folders.remove(folder);
                }
                return;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                    FileLock owned = channel.tryLock()) {
                if (owned != null) {
                    Folders.remove(folder);
                }
            }
        } catch (IOException e) {
            log.debug("Removing {}, which a killed worker left", folder, e);
        }
    }
}
