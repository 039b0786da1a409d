package dev.lovage.jdbc;

import dev.lovage.messaging.Clock;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that SQLite's driver unpacks its native library into: a megabyte and a half that the driver removes when the process
 * ends, but not when it is killed. So each process has a folder of its own, and removes those of processes that are no more.
 */
final class DriverFolder {

    private static final Logger LOG = LoggerFactory.getLogger(DriverFolder.class);

    /** The driver's own property; whoever has set it knows better. */
    private static final String PROPERTY = "org.sqlite.tmpdir";

    private static final String PREFIX = "lovage-sqlite-";
    private static final int RADIX = Character.MAX_RADIX;

    /** Where processes of several containers share a folder, one that seems gone may be loading its library. */
    private static final Duration LOADING = Duration.ofSeconds(10);

    private static final SecureRandom RANDOM = new SecureRandom();

    private static boolean prepared;

    private DriverFolder() {}

    /** Before the driver is used; after it was, this changes nothing. */
    static synchronized void prepare(Clock clock) {
        if (prepared || System.getProperty(PROPERTY) != null) {
            return;
        }
        prepared = true;
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        sweep(parent, clock);
        try {
            // What is loaded from there is code: a folder that somebody else has made, guessing its name, will not do.
            Path folder = Files.createDirectory(
                    parent.resolve(prefixFor(ProcessHandle.current()) + Long.toString(RANDOM.nextLong(), RADIX)),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            // Removed after the driver's files, which are registered later.
            folder.toFile().deleteOnExit();
            System.setProperty(PROPERTY, folder.toString());
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("The driver of SQLite uses {} itself", parent, e);
        }
    }

    /** Process ids come round again; with the time of its start one is told from another. */
    static String prefixFor(ProcessHandle process) {
        long started = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return PREFIX + Long.toString(process.pid(), RADIX) + "-" + Long.toString(started, RADIX) + "-";
    }

    /** Removes the folders of processes that are no more. */
    static void sweep(Path parent, Clock clock) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                        && Files.isWritable(folder)
                        && Files.getLastModifiedTime(folder)
                                .toInstant()
                                .plus(LOADING)
                                .isBefore(clock.now())
                        && isOrphaned(folder.getFileName().toString())) {
                    remove(folder);
                }
            }
        } catch (IOException e) {
            LOG.debug("Looking for what killed processes left in {}", parent, e);
        }
    }

    private static boolean isOrphaned(String name) {
        String id = name.substring(PREFIX.length());
        int end = id.indexOf('-');
        if (end < 0) {
            return false;
        }
        try {
            Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(id.substring(0, end), RADIX));
            return process.isEmpty() || !name.startsWith(prefixFor(process.get()));
        } catch (NumberFormatException e) {
            return false; // Not one of ours.
        }
    }

    private static void remove(Path folder) throws IOException {
        File[] files = folder.toFile().listFiles();
        if (files != null) {
            for (File file : files) {
                Files.deleteIfExists(file.toPath());
            }
        }
        Files.deleteIfExists(folder);
    }
}
