package dev.lovage.worker.pool;

import dev.lovage.worker.PoolSpec;
import dev.lovage.worker.app.ApplicationException;
import dev.lovage.worker.app.GenerationCode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts child JVMs on a thread of its own, for a start takes milliseconds, and ends those that don't come up in time. */
final class Nursery {

    private static final Logger log = LoggerFactory.getLogger(Nursery.class);
    private static final int KEPT_CRASHES = 10;
    private static final int TOKEN_BYTES = 32;
    private static final long FIRST = 1;
    private static final Duration TRAINING_PAUSE = Duration.ofSeconds(3);

    /** Hears of births, on the nursery's thread, which must not wait. */
    interface Listener {

        /** A process is about to be started, by {@code then}; on whatever thread, when whoever wants to hear of it has. */
        void onBearing(Runnable then);

        /** A process was started; told before it can join. */
        void onBorn(Child child);

        /** No process could be started. */
        void onStillborn(Member member, String reason);

        /** The code of its generation can't be loaded by any process, so none was started. */
        void onUnloadable(Member member, String reason);
    }

    private final PoolSpec spec;
    private final Switchboard switchboard;
    private final Listener listener;
    private final ChildCommand command;
    private final Family family;
    private final GenerationCode making;
    private final Optional<ArchiveTraining> training;
    private boolean trained;
    /** What each generation runs. */
    private final Map<Long, PoolSpec.Code> codes = new HashMap<>();

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
        this.family = new Family(switchboard.folder());
        List<Path> ownClassPath = ChildClassPath.own();
        Optional<ClassArchive> archive = ClassArchive.of(spec.children().cache(), ownClassPath, spec.clock());
        this.command = new ChildCommand(spec, switchboard.socket(), archive, family);
        this.training = archive.map(made -> new ArchiveTraining(made, command, switchboard.folder()));
        this.making = new GenerationCode(switchboard.folder(), ownClassPath);
    }

    /** Starts the process of a child. */
    void start(Member member) {
        later(Duration.ZERO, () -> bear(member));
    }

    /** Does something after a while, unless the nursery closes before. */
    void later(Duration wait, Runnable action) {
        try {
            var unused = executor.schedule(action, wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("The pool has stopped meanwhile", e);
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

    /** No child of that generation is left, and none will come: what was kept for them can go. */
    void forget(long generation) {
        later(Duration.ZERO, () -> {
            PoolSpec.Code code = codes.remove(generation);
            if (code != null) {
                making.forget(code, codes.values());
            }
        });
    }

    void close() {
        executor.shutdownNow();
        training.ifPresent(ArchiveTraining::close);
        family.close();
    }

    private void bear(Member member) {
        try {
            PoolSpec.Code code = codes.get(member.generation());
            if (code == null) {
                // Who renews a pool changes its code: from then on a later change is to wait for the next time.
                code = making.of(spec.code(), spec.code().reloads() || member.generation() > FIRST);
                codes.put(member.generation(), code);
            }
            PoolSpec.Code compiled = code;
            listener.onBearing(() -> later(Duration.ZERO, () -> bear(member, compiled)));
        } catch (ApplicationException e) {
            listener.onUnloadable(member, String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException | Error e) {
            stillborn(member, e);
        }
    }

    private void bear(Member member, PoolSpec.Code code) {
        try {
            spawn(member, code);
        } catch (IOException | RuntimeException | Error e) {
            stillborn(member, e);
        }
    }

    /** No thread can be started, say, or no file be written: whoever waits for this child must hear that it won't come. */
    private void stillborn(Member member, Throwable why) {
        listener.onStillborn(member, why instanceof IOException ? String.valueOf(why.getMessage()) : why.toString());
    }

    private void spawn(Member member, PoolSpec.Code code) throws IOException {
        byte[] token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        pruneCrashes();
        family.watch();
        String name = family.next();
        Child child = new Child(member, command.start(token, code, name), token);
        listener.onBorn(child);
        switchboard.expect(child);
        try {
            attend(child, name);
        } catch (RuntimeException | Error e) {
            child.kill("the worker can't attend to it: " + e);
        }
    }

    /** A child is there, and its end will be heard. */
    private void attend(Child child, String name) {
        var unusedSweep = child.process().onExit().thenAcceptAsync(ended -> sweep(child, name));
        // Process ids come round again: what an earlier process of this one left is not its own.
        var unused = reportOf(child).toFile().delete();
        drain(child);
        later(TRAINING_PAUSE, () -> train(child));
        later(spec.children().startTimeout(), () -> {
            if (child.hello().isEmpty()) {
                child.kill("it was not ready within "
                        + spec.children().startTimeout().toMillis() / 1000.0 + " s");
            }
        });
    }

    /** What a child's tasks have started ends with it. */
    private void sweep(Child child, String name) {
        int killed = family.end(name);
        if (killed > 0) {
            log.warn("Process {} ended and left {} that its tasks had started; killed", child.pid(), processes(killed));
        }
    }

    private static String processes(int count) {
        return count == 1 ? "a process" : count + " processes";
    }

    /** Children that start from now on start faster. Those that are there, and their tasks, come first. */
    private void train(Child child) {
        if (child.hello().isPresent() && !trained) {
            trained = true;
            training.ifPresent(ArchiveTraining::start);
        }
    }

    private void drain(Child child) {
        OutputLog output = new OutputLog(child.pid());
        OutputDrain drain = new OutputDrain(
                child.process().getInputStream(),
                spec.children().outputBytesPerSecond(),
                spec.clock(),
                (task, line) -> {
                    if (child.hello().isEmpty()) {
                        child.lastWords().add(line);
                    }
                    output.line(task, line);
                });
        Runnable work = () -> {
            drain.run();
            child.lastWords().ended();
        };
        Thread thread = new Thread(work, "lovage-pool-output-" + child.pid());
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
                    log.debug("Can't delete {}", reports[i]);
                }
            }
        }
    }
}
