package dev.lovage.worker.pool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All processes of a pool: its children, and what their tasks start. Each carries a mark in its environment, which processes
 * inherit, so that also those are found whose parent has ended. Thread-safe.
 *
 * <p>Should this process be killed, a shell that waits for its end kills them all and removes the pool's folder: it needs nothing
 * of the children, which may be stopped, or busy collecting garbage. Works on Linux; elsewhere children end themselves.
 */
final class Family {

    private static final Logger log = LoggerFactory.getLogger(Family.class);
    private static final String VARIABLE = "CHILD_OF_LOVAGE";
    private static final Path PROC = Path.of("/proc");
    private static final int ROUNDS = 10;
    private static final long MOMENT_MILLIS = 500;

    /** What the shell is called among processes. */
    static final String WATCHER = "lovage-watch";

    /** Reads until its input ends. What forks while it looks is found in the next round. */
    private static final String WATCH = """
            trap '' INT TERM HUP QUIT TSTP USR1 USR2
            read -r end
            for round in 1 2 3 4 5 6 7 8 9 10; do
              found=
              for file in $(grep -ls "$1" /proc/[0-9]*/environ); do
                pid=${file#/proc/}
                kill -9 "${pid%/environ}" 2>/dev/null && found=1
              done
              [ -n "$found" ] || break
            done
            rm -rf -- "$2"
            """;

    private final Path folder;
    private final String mark;
    private final AtomicLong members = new AtomicLong();
    private Optional<Process> watcher = Optional.empty();
    private boolean closed;

    /** A family with a folder that goes when it goes. */
    Family(Path folder) {
        this.folder = folder;
        byte[] random = new byte[12];
        new SecureRandom().nextBytes(random);
        this.mark = VARIABLE + "=" + HexFormat.of().formatHex(random) + ".";
    }

    /** A name for a process that is about to start. */
    String next() {
        return String.valueOf(members.incrementAndGet());
    }

    /** Makes what is started a member of that name. */
    void adopt(ProcessBuilder builder, String name) {
        builder.environment().put(VARIABLE, mark.substring(VARIABLE.length() + 1) + name);
    }

    /** From now on nothing of it outlives this process. A shell that somebody has killed is replaced after a moment. */
    synchronized void watch() {
        if (closed || watcher.filter(Process::isAlive).isPresent() || !Files.isDirectory(PROC)) {
            return;
        }
        try {
            Process started = new ProcessBuilder("sh", "-c", WATCH, WATCHER, mark, folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start();
            watcher = Optional.of(started);
            var unused = started.onExit()
                    .thenRunAsync(this::watch, CompletableFuture.delayedExecutor(MOMENT_MILLIS, TimeUnit.MILLISECONDS));
        } catch (IOException e) {
            log.debug("No shell: children end themselves when this process is killed", e);
        }
    }

    /** Kills what a member, which has ended, has started and left; says how many that were. */
    int end(String name) {
        String member = mark + name + '\0';
        int killed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int found = kill(member);
            if (found == 0) {
                break;
            }
            killed += found;
        }
        return killed;
    }

    /** Ends what is left of it, as the end of this process does. */
    synchronized void close() {
        closed = true;
        watcher.ifPresent(process -> {
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                log.debug("The watcher has ended already", e);
            }
        });
    }

    private static int kill(String member) {
        int killed = 0;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (isMarked(process, member)) {
                    long pid = Long.parseLong(process.getFileName().toString());
                    killed += ProcessHandle.of(pid)
                                    .map(ProcessHandle::destroyForcibly)
                                    .orElse(false)
                            ? 1
                            : 0;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            log.debug("Looking for processes that were left", e);
        }
        return killed;
    }

    private static boolean isMarked(Path process, String member) {
        try {
            return (new String(Files.readAllBytes(process.resolve("environ")), ISO_8859_1) + '\0').contains(member);
        } catch (IOException e) {
            // Ended meanwhile, or another user's.
            return false;
        }
    }
}
