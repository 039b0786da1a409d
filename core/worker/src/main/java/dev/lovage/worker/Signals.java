package dev.lovage.worker;

import java.io.FileInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.FlightRecorder;
import jdk.jfr.RecordingState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * What signals mean to a process that is a worker: TERM, INT and USR2 stop it as {@link Ladder} says, HUP takes new code, TSTP and
 * CONT hold up its intake, USR1 logs what its threads do. QUIT stays the virtual machine's own, which prints its threads.
 *
 * <p>Each signal is heard on a thread of its own.
 */
final class Signals {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker");

    /** A cold stop that takes longer than this becomes a hard one. */
    private static final Duration LONGEST_COLD = Duration.ofSeconds(5);

    /** What is told of a hard stop gets that long. */
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    /** Where the virtual machine is told to use another signal than USR2 for its own. */
    private static final String SUSPEND = "_JAVA_SR_SIGNUM";

    private final Worker worker;
    private final Stopping stopping;
    private final WorkerConfig config;
    private final Ladder ladder;
    private final AtomicInteger exits = new AtomicInteger();
    private final boolean hasTerminal = hasTerminal();

    private Signals(Worker worker, Stopping stopping, WorkerConfig config, Ladder ladder) {
        this.worker = worker;
        this.stopping = stopping;
        this.config = config;
        this.ladder = ladder;
    }

    static void install(Worker worker, Stopping stopping, WorkerConfig config, Map<String, String> environment) {
        Ladder ladder = new Ladder(
                !config.settings().workerSoftShutdownTimeout().isZero(),
                config.settings().workerEnableSoftShutdownOnIdle(),
                termIsCold(environment.getOrDefault("REMAP_SIGTERM", "")));
        Signals signals = new Signals(worker, stopping, config, ladder);
        stopping.onStageFirst(signals::tell);
        for (String name : List.of("TERM", "INT", "USR2")) {
            handle(name, () -> signals.stop(name));
        }
        handle("HUP", signals::renew);
        handle("TSTP", worker::pause);
        handle("CONT", worker::resume);
        handle("USR1", () -> LOG.warn("USR1: what the threads are at:\n{}", ThreadStacks.text()));
    }

    private static void handle(String name, Runnable action) {
        try {
            Signal.handle(new Signal(name), signal -> action.run());
        } catch (IllegalArgumentException e) {
            LOG.debug("No signal {} on this system: {}", name, e.getMessage());
        }
    }

    /** Celery's variable for platforms that can only send TERM. */
    private static boolean termIsCold(String remapped) {
        if (!remapped.isEmpty() && !remapped.equals("SIGQUIT")) {
            LOG.warn("REMAP_SIGTERM is '{}'; only SIGQUIT means something", remapped);
        }
        return remapped.equals("SIGQUIT");
    }

    private void stop(String name) {
        if (name.equals("USR2") && isOfFlightRecorder()) {
            LOG.debug("USR2 is the flight recorder's");
            return;
        }
        if (stopping.isOver()) {
            afterTheEnd();
            return;
        }
        Optional<Shutdown> next;
        synchronized (ladder) {
            next = ladder.heard(name, config.clock().nanoTime(), stopping.stage(), worker.running() > 0);
        }
        next.ifPresent(how -> enter(how, name));
    }

    /** The worker has stopped, and its program has not ended: something else keeps it, in the end what it does when it exits. */
    private void afterTheEnd() {
        if (exits.getAndIncrement() == 0) {
            System.exit(worker.exitCode());
        } else {
            Runtime.getRuntime().halt(worker.exitCode());
        }
    }

    private void enter(Shutdown how, String name) {
        if (how == Shutdown.HARD) {
            later(LAST_WORDS, Signals::halt);
        }
        stopping.enter(how, name);
        if (how == Shutdown.HARD) {
            stopping.awaitTold(LAST_WORDS);
            halt();
        }
    }

    private void tell(ShuttingDown stop) {
        String why = stop.signal().isEmpty() ? "" : stop.signal() + ": ";
        String again = stop.signal().isEmpty() ? "TERM" : stop.signal();
        switch (stop.how()) {
            case WARM ->
                LOG.warn(
                        "{}warm shutdown: no new tasks; finishing {} running. {} again to stop sooner and give them back",
                        why,
                        worker.running(),
                        again);
            case SOFT ->
                LOG.warn(
                        "{}soft shutdown: {} running tasks may finish within {} s. {} again to end them now",
                        why,
                        worker.running(),
                        config.settings().workerSoftShutdownTimeout().toMillis() / 1000.0,
                        again);
            case COLD -> {
                later(LONGEST_COLD, this::hurry);
                LOG.warn(
                        "{}cold shutdown: running tasks are ended; those acknowledged late go back to their queues."
                                + " {} again to exit at once",
                        why,
                        again);
            }
            case HARD -> LOG.warn("{}hard shutdown: exiting at once", why);
        }
    }

    private void hurry() {
        if (!worker.awaitStopped(Duration.ZERO)) {
            LOG.error("The cold shutdown does not end within {} s", LONGEST_COLD.toSeconds());
            enter(Shutdown.HARD, "");
        }
    }

    private void renew() {
        if (hasTerminal && !hasTerminal()) {
            LOG.warn("HUP: the terminal was closed");
            stop("HUP");
        } else {
            worker.renew();
        }
    }

    private static boolean hasTerminal() {
        try (FileInputStream terminal = new FileInputStream("/dev/tty")) {
            return terminal.getFD().valid();
        } catch (IOException e) {
            return false;
        }
    }

    /** The virtual machine stops its threads with USR2 when it takes samples; who hears USR2 hears that too. */
    private static boolean isOfFlightRecorder() {
        try {
            return System.getenv(SUSPEND) == null
                    && FlightRecorder.isInitialized()
                    && FlightRecorder.getFlightRecorder().getRecordings().stream()
                            .anyMatch(recording -> recording.getState() == RecordingState.RUNNING);
        } catch (NoClassDefFoundError e) {
            return false; // A runtime without the flight recorder.
        }
    }

    private static void later(Duration wait, Runnable action) {
        CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS, Stopping.THREADS)
                .execute(action);
    }

    /** Without exit hooks: children end because their channel does. */
    private static void halt() {
        Runtime.getRuntime().halt(Shutdown.HARD.exitCode());
    }
}
