package dev.lovage.cli;

import dev.lovage.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Celery's options of a program that runs in the background: its files, and whose process it is. */
final class DaemonOptions {

    @Option(
            names = {"-f", "--logfile"},
            paramLabel = "FILE",
            description = "Where to log to; stderr without. %%n, %%h and %%d as in -n, %%p the node's full name.")
    @Nullable
    String logFile;

    @Option(names = "--log-format", paramLabel = "FORMAT", description = "text or json; text.")
    @Nullable
    String logFormat;

    @Option(
            names = "--pidfile",
            paramLabel = "FILE",
            description = "Where to write the process id; refuses to start when another process holds it.")
    @Nullable
    String pidFile;

    @Option(
            names = {"-D", "--detach"},
            description = "Run in the background; returns when the worker is ready, or says why it is not.")
    boolean detach;

    @Option(names = "--workdir", paramLabel = "DIR", description = "With -D: the folder to run in.")
    @Nullable
    String workdir;

    @Option(names = "--umask", paramLabel = "MASK", description = "With -D: the file mode creation mask, in octal.")
    @Nullable
    String umask;

    @Option(names = "--uid", hidden = true)
    @Nullable
    String uid;

    @Option(names = "--gid", hidden = true)
    @Nullable
    String gid;

    @Option(names = "--executable", hidden = true)
    @Nullable
    String executable;

    /** Said by a worker that detaches to the process that it starts. */
    @Option(names = Detachment.MARK, hidden = true)
    boolean detached;

    /** Whether this process is only to start the worker. */
    boolean starts() {
        return detach && !detached;
    }

    void addTo(Map<String, String> said) {
        Map<String, @Nullable String> known = new LinkedHashMap<>();
        known.put("worker_logfile", logFile);
        known.put("worker_log_format", logFormat);
        known.put("worker_pidfile", pidFile);
        known.forEach((name, value) -> {
            if (value != null) {
                said.put(name, value);
            }
        });
    }

    /** Refuses what a Java program can't do for itself, and says who can. */
    void refuseTheImpossible() {
        if (uid != null || gid != null) {
            throw new UsageException("A Java program can't change its user: --uid and --gid are not possible."
                    + " Start it as the right user: User= and Group= in a systemd unit,"
                    + " or `setpriv --reuid=USER --regid=GROUP --init-groups lovage …`");
        }
        if (executable != null) {
            throw new UsageException("--executable names Celery's Python. The Java to run with is set by JAVA_HOME");
        }
        if (!detach && workdir != null) {
            throw new UsageException(
                    "A Java program can't change its folder: --workdir needs -D. Or: `cd " + workdir + " && lovage …`");
        }
        if (!detach && umask != null) {
            throw new UsageException("A Java program can't change its umask: --umask needs -D. Or: `umask " + umask
                    + "` before `lovage …`, or UMask= in a systemd unit");
        }
        if (umask != null && !umask.matches("0?[0-7]{1,3}")) {
            throw new UsageException("--umask takes an octal number such as 027, not " + umask);
        }
    }

    /** What starts the worker in the background. */
    Detachment detachment(Session session) {
        Path folder = workdir == null ? session.folder() : session.folder().resolve(workdir);
        if (!Files.isDirectory(folder)) {
            throw new UsageException("--workdir " + workdir + " is no folder");
        }
        return new Detachment(session.terminal(), folder);
    }

    /** Where to log to. In the background, where nobody reads stderr, that is a file in any case. */
    Optional<String> logFile(Settings settings) {
        return settings.workerLogfile().or(() -> detached ? Optional.of("%n.log") : Optional.empty());
    }
}
