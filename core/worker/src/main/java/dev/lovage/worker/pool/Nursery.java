package dev.lovage.worker.pool;

import dev.lovage.worker.PoolSpec;
import dev.lovage.worker.app.ApplicationException;
import dev.lovage.worker.app.CompiledSources;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts child JVMs on a thread of its own, for a start takes milliseconds, and ends those that don't come up in time. */
final class Nursery {

    private static final Logger output = LoggerFactory.getLogger("dev.lovage.task.output");
    private static final int KEPT_CRASHES = 10;
    private static final int TOKEN_BYTES = 32;

    /** Hears of births, on the nursery's thread. */
    interface Listener {

        /** A process was started; told before it can join. */
        void onBorn(Child child);

        /** No process could be started. */
        void onStillborn(String reason);

        /** The application can't be loaded by any process. */
        void onUnloadable(String reason);
    }

    private final PoolSpec spec;
    private final Switchboard switchboard;
    private final Listener listener;
    private final ChildCommand command;
    private final CodeBuilder builder;
    private Optional<PoolSpec.Code> code = Optional.empty();
    private final SecureRandom random = new SecureRandom();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "lovage-pool-nursery");
        thread.setDaemon(true);
        return thread;
    });

    Nursery(PoolSpec spec, Switchboard switchboard, Listener listener) {
        this.spec = spec;
        this.switchboard = switchboard;
        this.listener = listener;
        this.command = new ChildCommand(spec, switchboard.socket());
        CompiledSources sources = new CompiledSources(switchboard.folder());
        List<Path> own = ChildClassPath.own();
        this.builder = () -> sources.compiled(spec.code(), own);
    }

    /** Starts a child after a while. */
    void start(Duration wait) {
        later(wait, this::bear);
    }

    /** Does something after a while, unless the nursery closes before. */
    void later(Duration wait, Runnable action) {
        try {
            var unused = executor.schedule(action, wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            output.debug("The pool has stopped meanwhile", e);
        }
    }

    /** Says where the report of a crashed virtual machine is; empty when there is none. */
    String crashReport(Child child) {
        Path report = reportOf(child);
        return Files.isRegularFile(report) ? ", the virtual machine crashed, see " + report : "";
    }

    private Path reportOf(Child child) {
        return spec.children().crashFolder().resolve("hs_err_pid" + child.pid() + ".log");
    }

    void close() {
        executor.shutdownNow();
    }

    private void bear() {
        if (code.isEmpty()) {
            try {
                code = Optional.of(builder.build());
            } catch (ApplicationException e) {
                listener.onUnloadable(String.valueOf(e.getMessage()));
                return;
            } catch (RuntimeException e) {
                listener.onStillborn(String.valueOf(e.getMessage()));
                return;
            }
        }
        bear(code.get());
    }

    private void bear(PoolSpec.Code loaded) {
        byte[] token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        try {
            pruneCrashes();
            Child child = new Child(command.start(token, loaded), token);
            // Process ids come round again: what an earlier process of this one left is not its own.
            var unused = reportOf(child).toFile().delete();
            listener.onBorn(child);
            switchboard.expect(child);
            drain(child);
            later(spec.children().startTimeout(), () -> {
                if (!child.ready()) {
                    child.kill("it was not ready within "
                            + spec.children().startTimeout().toMillis() / 1000.0 + " s");
                }
            });
        } catch (IOException | RuntimeException e) {
            listener.onStillborn(String.valueOf(e.getMessage()));
        }
    }

    private void drain(Child child) {
        OutputDrain drain = new OutputDrain(
                child.process().getInputStream(),
                spec.children().outputBytesPerSecond(),
                spec.clock(),
                (task, line) -> output.info("[{}] {}", task.isEmpty() ? "process " + child.pid() : task, line));
        Thread thread = new Thread(drain, "lovage-pool-output-" + child.pid());
        thread.setDaemon(true);
        thread.start();
    }

    private void pruneCrashes() {
        Path folder = spec.children().crashFolder();
        File[] reports = folder.toFile().listFiles((dir, name) -> name.startsWith("hs_err_pid"));
        if (reports != null && reports.length > KEPT_CRASHES) {
            Arrays.sort(reports, Comparator.comparingLong(File::lastModified));
            for (int i = 0; i < reports.length - KEPT_CRASHES; i++) {
                if (!reports[i].delete()) {
                    output.debug("Can't delete {}", reports[i]);
                }
            }
        }
    }
}
