package dev.lovage.examples.chaos;

import dev.lovage.examples.LovageWorker;
import dev.lovage.messaging.Clock;
import dev.lovage.testkit.Eventually;
import dev.lovage.testkit.Outage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Kills children, workers and the server in a seeded order, and remembers what it killed and when. */
final class Faults {

    /** What is killed. */
    enum Kind {
        CHILD,
        WORKER,
        BROKER
    }

    /** One fault: from when to when, and the process that was killed, or 0 for the server. */
    record Fault(Kind kind, long from, long to, long pid) {}

    private final Clock clock = Clock.system();
    private final Random random;
    private final Outage server;
    private final Supplier<LovageWorker> start;
    private final List<Fault> done = new ArrayList<>();
    private LovageWorker worker;
    private int orphans;

    Faults(long seed, Outage server, Supplier<LovageWorker> start) {
        this.random = new Random(seed);
        this.server = server;
        this.start = start;
        this.worker = start.get();
    }

    /** Makes that many faults of each kind, mixed, with a pause of up to so long between them. */
    void wreak(int children, int workers, int restarts, Duration pause) throws InterruptedException {
        List<Kind> schedule = new ArrayList<>();
        schedule.addAll(Collections.nCopies(children, Kind.CHILD));
        schedule.addAll(Collections.nCopies(workers, Kind.WORKER));
        schedule.addAll(Collections.nCopies(restarts, Kind.BROKER));
        Collections.shuffle(schedule, random);
        for (Kind kind : schedule) {
            clock.sleep(Duration.ofMillis(200 + random.nextInt((int) pause.toMillis())));
            switch (kind) {
                case CHILD -> killChild();
                case WORKER -> killWorker();
                case BROKER -> restartServer();
            }
        }
    }

    private void killChild() {
        Eventually.until(
                Duration.ofSeconds(60),
                "the worker has a child to kill",
                () -> !worker.children().isEmpty());
        List<ProcessHandle> children = worker.children();
        ProcessHandle victim = children.get(random.nextInt(children.size()));
        long now = clock.now().toEpochMilli();
        victim.destroyForcibly();
        done.add(new Fault(Kind.CHILD, now, clock.now().toEpochMilli(), victim.pid()));
    }

    private void killWorker() {
        List<ProcessHandle> children = worker.children();
        long now = clock.now().toEpochMilli();
        long pid = worker.pid();
        worker.kill();
        long dead = clock.nanoTime();
        Eventually.until(
                Duration.ofSeconds(10),
                "no child outlives its worker",
                () -> children.stream().noneMatch(Faults::runs));
        if (clock.nanoTime() - dead > Duration.ofMillis(1000).toNanos()) {
            orphans++;
        }
        worker.close();
        worker = start.get();
        done.add(new Fault(Kind.WORKER, now, clock.now().toEpochMilli(), pid));
    }

    /** Whether a process runs. One that ended but waits for whoever started it to ask how is alive to the system only. */
    private static boolean runs(ProcessHandle process) {
        Path state = Path.of("/proc", String.valueOf(process.pid()), "stat");
        try {
            return process.isAlive()
                    && !(Files.exists(state) && Files.readString(state).contains(") Z "));
        } catch (IOException e) {
            return false; // It went while it was looked at.
        }
    }

    private void restartServer() {
        long now = clock.now().toEpochMilli();
        server.begin();
        server.end();
        done.add(new Fault(Kind.BROKER, now, clock.now().toEpochMilli(), 0));
    }

    /** Whether a second run of a task is explained: a fault ended the first one. */
    boolean explain(Ledger.Execution first, Ledger.Execution second) {
        return done.stream()
                .anyMatch(fault -> fault.to() >= first.startedAt() - 1
                        && fault.from() <= second.startedAt()
                        && (fault.kind() != Kind.CHILD || fault.pid() == first.pid()));
    }

    /** Whether the server was away at some time of this span. */
    boolean serverWentWithin(long from, long to) {
        return done.stream()
                .anyMatch(fault -> fault.kind() == Kind.BROKER && fault.to() >= from - 1 && fault.from() <= to + 1);
    }

    LovageWorker worker() {
        return worker;
    }

    /** How often a child lived on for more than a second. */
    int orphans() {
        return orphans;
    }

    long count(Kind kind) {
        return done.stream().filter(fault -> fault.kind() == kind).count();
    }
}
