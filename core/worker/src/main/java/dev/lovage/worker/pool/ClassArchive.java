package dev.lovage.worker.pool;

import dev.lovage.messaging.Clock;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archive of classes that all children load (class-data sharing), for one Java and one set of Lovage's jars: they start in
 * about half the time and share its memory. Kept in a folder that belongs to this user; whatever is wrong with it, there is no
 * archive, and children start without. Thread-safe: files change by renaming only, also between processes.
 */
final class ClassArchive {

    private static final Logger log = LoggerFactory.getLogger(ClassArchive.class);
    private static final String SUFFIX = ".jsa";
    private static final String UNFINISHED = ".part";
    private static final int KEPT = 4;
    private static final Duration ABANDONED = Duration.ofHours(1);
    private static final Path PROC_SELF = Path.of("/proc/self");

    private final Path folder;
    private final List<Path> classPath;
    private final String name;
    private final Clock clock;

    private ClassArchive(Path folder, List<Path> classPath, Clock clock) throws IOException {
        this.clock = clock;
        this.folder = folder;
        this.classPath = classPath;
        this.name = "child-" + key(classPath) + "-";
    }

    /** The archive for a class path; none without a folder, or when an entry is no jar: only jars can be archived. */
    static Optional<ClassArchive> of(Optional<Path> folder, List<Path> classPath, Clock clock) {
        if (folder.isEmpty() || classPath.isEmpty() || !classPath.stream().allMatch(Files::isRegularFile)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ClassArchive(folder.get().toAbsolutePath(), classPath, clock));
        } catch (IOException e) {
            log.debug("No archive of classes", e);
            return Optional.empty();
        }
    }

    /** The archive's file, if it is there and whole. One that is not is removed. */
    Optional<Path> find() {
        if (!isOurs()) {
            return Optional.empty();
        }
        for (Path file : newest(name)) {
            try {
                if (file.getFileName().toString().equals(name + checksum(file) + SUFFIX)) {
                    Files.setLastModifiedTime(file, FileTime.from(clock.now()));
                    return Optional.of(file);
                }
                log.debug("{} is not what was written; it is removed", file);
                discard(file);
            } catch (IOException e) {
                // Removed meanwhile, or this thread was interrupted: that says nothing of the file.
                log.debug("Reading {}", file, e);
            }
        }
        return Optional.empty();
    }

    /**
     * Where to write a new archive, unless the folder can't be written.
     *
     * @param writer tells apart who writes at the same time
     */
    Optional<Path> unfinished(String writer) {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            if (isOurs() && Files.isWritable(folder)) {
                removeAbandoned();
                return Optional.of(folder.resolve(name + writer + UNFINISHED));
            }
        } catch (IOException | UnsupportedOperationException e) {
            log.debug("No archive of classes", e);
        }
        return Optional.empty();
    }

    /** Makes what was written the archive, unless another process was faster; removes old ones. */
    void finish(Path unfinished) throws IOException {
        if (find().isEmpty()) {
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.READ)) {
                channel.force(true);
            }
            Path file = folder.resolve(name + checksum(unfinished) + SUFFIX);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            log.debug("Children share the classes in {} from now on", file);
        }
        newest("child-").stream().skip(KEPT).forEach(ClassArchive::discard);
    }

    List<Path> classPath() {
        return classPath;
    }

    /** Removes a file that is of no use. */
    static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.debug("Can't remove {}", file, e);
        }
    }

    /** What processes that were killed have begun. */
    private void removeAbandoned() {
        long old = clock.now().minus(ABANDONED).toEpochMilli();
        File[] found = folder.toFile().listFiles((dir, file) -> file.endsWith(UNFINISHED));
        for (File file : found == null ? new File[0] : found) {
            if (file.lastModified() < old) {
                discard(file.toPath());
            }
        }
    }

    /** The folder's archives, newest first. */
    private List<Path> newest(String prefix) {
        File[] found = folder.toFile().listFiles((dir, file) -> file.startsWith(prefix) && file.endsWith(SUFFIX));
        return found == null
                ? List.of()
                : Arrays.stream(found)
                        .sorted(Comparator.comparingLong(File::lastModified).reversed())
                        .map(File::toPath)
                        .toList();
    }

    /** An archive is code: nobody else may have put it there. */
    private boolean isOurs() {
        Path self = Files.isDirectory(PROC_SELF) ? PROC_SELF : Path.of(System.getProperty("user.home"));
        try {
            PosixFileAttributes attributes = Files.readAttributes(folder, PosixFileAttributes.class);
            return attributes.owner().equals(Files.getOwner(self))
                    && !attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)
                    && !attributes.permissions().contains(PosixFilePermission.GROUP_WRITE);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static String checksum(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            CRC32 crc = new CRC32();
            crc.update(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
            return Long.toHexString(crc.getValue());
        }
    }

    /** What an archive is made of: this Java, and the jars as they are now. */
    private static String key(List<Path> classPath) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String property : List.of("java.home", "java.vm.name", "java.vm.vendor", "java.vm.version", "os.arch")) {
            text.append(System.getProperty(property)).append('\n');
        }
        for (Path jar : classPath) {
            text.append(jar).append(' ').append(Files.size(jar)).append(' ');
            text.append(Files.getLastModifiedTime(jar)).append('\n');
        }
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
