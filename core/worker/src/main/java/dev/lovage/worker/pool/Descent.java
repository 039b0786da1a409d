package dev.lovage.worker.pool;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes that a process has started, and those that they have started. Linux is asked for each one's own children, which
 * takes no longer on a machine with many other processes; another system is asked for all processes.
 */
final class Descent {

    private static final Logger log = LoggerFactory.getLogger(Descent.class);
    private static final Path PROC = Path.of("/proc");
    /** More are left to the look for marks that follows: who is waiting for the first kill shall not wait long. */
    private static final int MOST = 5_000;

    private static final boolean TELLS_CHILDREN = Files.isReadable(PROC.resolve("thread-self/children"));

    private Descent() {}

    /** As far as they can be found; looking fails, say, in a process without a file descriptor left. */
    static List<ProcessHandle> of(ProcessHandle ancestor) {
        try {
            return TELLS_CHILDREN
                    ? told(ancestor.pid())
                    : ancestor.descendants().toList();
        } catch (RuntimeException e) {
            log.debug("Looking for what process {} has started", ancestor.pid(), e);
            return List.of();
        }
    }

    private static List<ProcessHandle> told(long ancestor) {
        List<ProcessHandle> found = new ArrayList<>();
        Deque<Long> open = new ArrayDeque<>(List.of(ancestor));
        while (!open.isEmpty() && found.size() < MOST) {
            for (long child : children(open.remove())) {
                ProcessHandle.of(child).ifPresent(found::add);
                open.add(child);
            }
        }
        return found;
    }

    /** A child belongs to the thread that started it, or to another one when that has ended. */
    private static List<Long> children(long pid) {
        List<Long> children = new ArrayList<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(PROC.resolve(pid + "/task"))) {
            for (Path thread : threads) {
                numbers(thread.resolve("children")).forEach(children::add);
            }
        } catch (IOException | DirectoryIteratorException e) {
            log.trace("Process {} has ended", pid, e);
        }
        return children;
    }

    private static Stream<Long> numbers(Path file) {
        try {
            return Stream.of(Files.readString(file).split(" "))
                    .filter(text -> !text.isBlank())
                    .map(Long::valueOf);
        } catch (IOException e) {
            return Stream.empty(); // That thread has ended.
        }
    }
}
