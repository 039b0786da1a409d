package dev.lovage.worker.pool;

import dev.lovage.worker.CatalogEntry;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Pool;
import dev.lovage.worker.PoolSpec;
import dev.lovage.worker.Request;
import dev.lovage.worker.TaskFields;
import dev.lovage.worker.channel.ChannelException;
import dev.lovage.worker.channel.Frame;
import dev.lovage.worker.channel.Frame.Done;
import dev.lovage.worker.channel.Frame.Hello;
import dev.lovage.worker.channel.Frame.Progress;
import dev.lovage.worker.channel.Frame.Recall;
import dev.lovage.worker.channel.Frame.Returned;
import dev.lovage.worker.channel.Frame.Stop;
import dev.lovage.worker.channel.Frame.Unloadable;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each request in a child JVM, one at a time per child. A child that dies takes one task with it, which is told as lost, and
 * is replaced.
 *
 * <p>What is to be done is decided by the {@link Roster}, under one lock; here it is done, outside of the lock. Frames and ends of
 * children arrive on the switchboard's thread, starts and time-outs on the nursery's, hard limits on one of their own.
 */
final class ProcessPool
        implements Pool, Switchboard.Listener, Nursery.Listener, MemoryWatch.Listener, HardLimits.Listener {

    private static final Logger log = LoggerFactory.getLogger(ProcessPool.class);
    private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(5);

    private final PoolSpec spec;
    private final Switchboard switchboard;
    private final Nursery nursery;
    private final HardLimits hardLimits;
    private final MemoryWatch memory;
    private final Children children;
    private final Renewals renewals = new Renewals();
    private final Decision.Hands hands = new Carrying();
    private final ReentrantLock lock = new ReentrantLock();
    private final Roster roster;
    private Listener listener = Listener.SILENT;
    private List<CatalogEntry> catalog = List.of();
    private boolean started;
    private volatile int ahead;

    ProcessPool(PoolSpec spec) {
        this.spec = spec;
        this.children = new Children(spec.relay());
        this.switchboard = new Switchboard(this, spec.clock());
        this.nursery = new Nursery(spec, switchboard, this);
        this.hardLimits = new HardLimits(spec.clock(), this);
        this.memory = new MemoryWatch(spec.children().maxMemoryBytes(), this);
        int processors = Runtime.getRuntime().availableProcessors();
        this.roster = new Roster(spec.concurrency(), spec.children().maxTasks(), processors, spec.clock());
    }

    @Override
    public Set<Ability> abilities() {
        Set<Ability> abilities = EnumSet.of(Ability.KILL, Ability.RECYCLE, Ability.RESIZE, Ability.RENEW);
        if (ChildCommand.checksLoops(spec)) {
            abilities.add(Ability.CHECK_LOOPS);
        }
        return abilities;
    }

    @Override
    public void start(Listener to) {
        lock.lock();
        try {
            if (started) {
                return;
            }
            started = true;
            listener = to;
        } finally {
            lock.unlock();
        }
        switchboard.start();
        memory.start();
        decide(roster::start);
    }

    @Override
    public int size() {
        lock.lock();
        try {
            return roster.slots();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void submit(Request request) {
        decide(() -> roster.submit(request));
    }

    @Override
    public int ahead() {
        return ahead;
    }

    @Override
    public void recall() {
        decide(roster::recall);
    }

    @Override
    public void cancel(long slot, String why) {
        decide(() -> roster.cancel(slot, why));
    }

    @Override
    public void resize(int slots) {
        if (slots < 1) {
            throw new IllegalArgumentException("A pool has at least 1 slot, not " + slots);
        }
        decide(() -> roster.resize(slots));
    }

    @Override
    public CompletionStage<Void> renew() {
        CompletableFuture<Void> renewed = new CompletableFuture<>();
        decide(() -> {
            List<Decision> decided = roster.renew();
            renewals.expect(roster.newestGeneration(), renewed);
            return decided;
        });
        return renewed;
    }

    @Override
    public void stop() {
        if (!neverStarted()) {
            decide(roster::stop);
        }
    }

    @Override
    public void terminate() {
        if (!neverStarted()) {
            decide(roster::terminate);
        }
    }

    /** One that never started has nothing to end but what it opened. */
    private boolean neverStarted() {
        lock.lock();
        try {
            if (started) {
                return false;
            }
            started = true;
        } finally {
            lock.unlock();
        }
        close();
        decide(roster::terminate);
        return true;
    }

    @Override
    public void onBearing(Runnable then) {
        listener.onCreating(then);
    }

    @Override
    public void onBorn(Child child) {
        children.add(child);
        decide(() -> roster.born(child.member()));
    }

    @Override
    public void onStillborn(Member member, String reason) {
        decide(() -> roster.stillborn(member, reason));
    }

    @Override
    public void onUnloadable(Member member, String reason) {
        decide(() -> roster.unloadable(member, reason, true));
        decide(() -> roster.stillborn(member, reason));
    }

    @Override
    public void onFrame(Child child, Frame frame) {
        if (frame instanceof Done done) {
            done(child, done);
        } else if (frame instanceof Returned returned) {
            if (runs(child, returned.slot())) {
                child.cancelHardLimit();
            }
            decide(() -> roster.returned(child.member(), returned.slot()));
        } else if (frame instanceof Progress progress) {
            if (runs(child, progress.slot())) {
                listener.onProgress(progress.slot(), progress.state(), progress.value());
            }
        } else if (frame instanceof Hello hello) {
            child.said(hello);
            memory.watch(child);
            decide(() -> roster.ready(child.member()));
        } else if (frame instanceof Unloadable unloadable) {
            decide(() -> roster.unloadable(child.member(), unloadable.reason(), unloadable.lasting()));
        } else if (!children.serve(child, frame)) {
            log.warn(
                    "{} sent a frame that only a parent sends: {}",
                    child,
                    frame.getClass().getSimpleName());
        }
    }

    @Override
    public void onEnded(Child child, int exitCode) {
        child.cancelHardLimit();
        children.remove(child);
        memory.forget(child);
        boolean ours = !child.killedBecause().isEmpty();
        String how = ours ? child.killedBecause() : ExitStatus.describe(exitCode) + nursery.crashReport(child);
        Member member = child.member();
        running(child)
                .ifPresentOrElse(
                        lost -> TaskFields.about(log.atError(), lost)
                                .log(
                                        "Process {} running task {}[{}] ended: {}",
                                        child.pid(),
                                        lost.task(),
                                        lost.id(),
                                        how),
                        () -> log.debug("Process {} ended: {}", child.pid(), how));
        String reason = child.hello().isPresent()
                ? how
                : "process " + child.pid() + " ended before it was ready: " + how + lastWords(child);
        decide(() -> roster.ended(member, reason, Optional.of(exitCode), ours));
    }

    /** No outcome can be heard any more, and no child can join. */
    @Override
    public void onFailed(Throwable why) {
        log.error("The channel to the child JVMs failed", why);
        children.all().forEach(child -> child.kill("the channel to the child JVMs failed"));
        close();
        listener.onFailed("The channel to the child JVMs failed: " + why);
        listener.onStopped();
    }

    private String lastWords(Child child) {
        boolean own = !spec.children().javaOptions().isEmpty();
        return child.lastWords().quoted()
                + (own ? ". It was given the options in worker_child_opts (--child-opts)" : "");
    }

    @Override
    public void onHeavy(Child child) {
        decide(() -> roster.worn(child.member()));
    }

    @Override
    public void onSoonHeavy(Child child) {
        decide(() -> roster.wearing(child.member()));
    }

    @Override
    public void onTooHeavy(Child child, String why) {
        decide(() -> roster.doomed(child.member(), why));
    }

    private void done(Child child, Done done) {
        child.cancelHardLimit();
        memory.lookAfterTask(child);
        if (done.last()) {
            child.leave();
        }
        decide(() -> roster.done(child.member(), done.slot(), done.outcome(), done.last()));
    }

    @Override
    public void onOverrun(Child child, long slot, Outcome outcome, String why) {
        decide(() -> roster.overran(child.member(), slot, outcome, why));
    }

    @Override
    public boolean runs(Child child, long slot) {
        return running(child).filter(request -> request.slot() == slot).isPresent();
    }

    private Optional<Request> running(Child child) {
        lock.lock();
        try {
            return child.member().request();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the roster decide under the lock, and does that without it. */
    private void decide(Supplier<List<Decision>> event) {
        List<Decision> decided;
        lock.lock();
        try {
            decided = event.get();
            ahead = roster.ahead();
            for (Decision decision : decided) {
                // Several threads carry out decisions; requests must reach a child in the order in which they were
                // decided.
                if (decision instanceof Decision.Hand hand) {
                    children.of(hand.member()).ifPresent(child -> child.enqueue(hand.request()));
                }
            }
        } finally {
            lock.unlock();
        }
        listener.together(() -> carryOut(decided));
    }

    private void carryOut(List<Decision> decided) {
        for (Decision decision : decided) {
            try {
                decision.carryOut(hands);
            } catch (RuntimeException | Error e) {
                // The others have to be carried out all the same: somebody waits for each.
                log.error("Could not carry out {}", decision, e);
            }
        }
    }

    private void close() {
        nursery.close();
        hardLimits.close();
        memory.close();
        switchboard.close();
    }

    /** Does what the roster decided. */
    private final class Carrying implements Decision.Hands {

        @Override
        public void start(Member member) {
            nursery.start(member);
        }

        @Override
        public void begin(Member member, Request request) {
            children.of(member).ifPresent(child -> {
                listener.onStarted(request.slot(), child.pid());
                hardLimits.start(child, request);
            });
        }

        @Override
        public void hand(Member member, Request request) {
            children.of(member)
                    .ifPresentOrElse(child -> sendNext(child), () -> decide(() -> roster.unsent(member, request)));
        }

        private boolean sendNext(Child child) {
            return child.sendNext((unsent, why) -> notSent(child, unsent, why));
        }

        /** On the switchboard's thread, where its outcome would have been heard. */
        private void notSent(Child child, Request request, Optional<ChannelException> why) {
            switchboard.post(() -> {
                if (runs(child, request.slot())) {
                    child.cancelHardLimit();
                }
                decide(() -> why.isPresent()
                        ? roster.unsendable(child.member(), request.slot(), Unsendable.outcome(why.get()))
                        : roster.unsent(child.member(), request));
            });
        }

        @Override
        public void recall(Member member, long slot) {
            children.of(member).ifPresent(child -> {
                boolean more = true;
                while (more) {
                    more = sendNext(child);
                }
                child.send(new Recall(slot));
            });
        }

        @Override
        public void dismiss(Member member, boolean tell) {
            children.of(member).ifPresent(child -> {
                child.leave();
                if (tell) {
                    child.send(new Stop());
                }
                nursery.later(LEAVE_TIMEOUT, () -> {
                    if (child.process().isAlive()) {
                        child.kill("it did not end when told to");
                    }
                });
            });
        }

        @Override
        public void kill(Member member, String why) {
            children.of(member).ifPresent(child -> {
                child.leave();
                child.kill(why);
            });
        }

        @Override
        public void introduce(Member member) {
            children.of(member).flatMap(Child::hello).ifPresent(hello -> {
                if (!hello.catalog().equals(catalog)) {
                    catalog = hello.catalog();
                    listener.onSettings(hello.settings());
                    listener.onCatalog(catalog);
                }
            });
        }

        @Override
        public void renewed(long generation) {
            renewals.done(generation);
        }

        @Override
        public void notRenewed(long generation, String reason) {
            renewals.failed(generation, reason);
        }

        @Override
        public void forget(long generation) {
            nursery.forget(generation);
        }

        @Override
        public void idle(int slots) {
            listener.onIdle(slots);
        }

        @Override
        public void tell(long slot, Outcome outcome) {
            listener.onOutcome(slot, outcome);
        }

        @Override
        public void wake(Duration after) {
            nursery.later(after, () -> decide(roster::tick));
        }

        @Override
        public void look(Duration after) {
            nursery.later(after, () -> decide(roster::look));
        }

        @Override
        public void failedStart(String reason, Duration pause) {
            log.error("A child JVM could not be started, next try in {} s: {}", pause.toMillis() / 1000.0, reason);
        }

        @Override
        public void degraded(String reason) {
            listener.onDegraded(reason);
        }

        @Override
        public void recovered() {
            listener.onRecovered();
        }

        @Override
        public void unloadable(String reason) {
            listener.onUnloadable(reason);
        }

        /** On the switchboard's thread, where everything else was told before. */
        @Override
        public void finish() {
            switchboard.post(() -> {
                close();
                listener.onStopped();
            });
        }
    }
}
