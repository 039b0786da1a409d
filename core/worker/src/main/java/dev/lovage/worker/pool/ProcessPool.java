package dev.lovage.worker.pool;

import dev.lovage.worker.CatalogEntry;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Pool;
import dev.lovage.worker.PoolSpec;
import dev.lovage.worker.Request;
import dev.lovage.worker.TimeLimits;
import dev.lovage.worker.channel.ChannelException;
import dev.lovage.worker.channel.Frame;
import dev.lovage.worker.channel.Frame.Done;
import dev.lovage.worker.channel.Frame.Hello;
import dev.lovage.worker.channel.Frame.Progress;
import dev.lovage.worker.channel.Frame.Run;
import dev.lovage.worker.channel.Frame.Stop;
import dev.lovage.worker.channel.Frame.Unloadable;
import dev.lovage.worker.run.Deadlines;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each request in a child JVM, one at a time per child. A child that dies takes one task with it, which is told as lost, and
 * is replaced.
 *
 * <p>State is guarded by one lock, never held while the listener is called. Frames and ends of children arrive on the
 * switchboard's thread, starts and time-outs on the nursery's.
 */
final class ProcessPool implements Pool, Switchboard.Listener, Nursery.Listener {

    private static final Logger log = LoggerFactory.getLogger(ProcessPool.class);
    private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(5);

    /** How far its life has come. */
    private enum Phase {
        NEW,
        RUNNING,
        STOPPING,
        STOPPED
    }

    private final PoolSpec spec;
    private final Switchboard switchboard;
    private final Nursery nursery;
    private final Map<Child, RelayDesk> children = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Child> idle = new ArrayDeque<>();
    private final Deque<Request> pending = new ArrayDeque<>();
    private final RestartPause restartPause = new RestartPause();
    private final Deadlines hardLimits;
    private Listener listener = SilentListener.INSTANCE;
    private Phase phase = Phase.NEW;
    private int toldIdle;
    private boolean everReady;
    private List<CatalogEntry> catalog = List.of();

    ProcessPool(PoolSpec spec) {
        this.spec = spec;
        this.switchboard = new Switchboard(this);
        this.nursery = new Nursery(spec, switchboard, this);
        this.hardLimits = new Deadlines("lovage-pool-limits", spec.clock());
    }

    @Override
    public void start(Listener to) {
        lock.lock();
        try {
            if (phase != Phase.NEW) {
                return;
            }
            phase = Phase.RUNNING;
            listener = to;
        } finally {
            lock.unlock();
        }
        switchboard.start();
        for (int i = 0; i < spec.concurrency(); i++) {
            nursery.start(Duration.ZERO);
        }
    }

    @Override
    public Set<Ability> abilities() {
        return spec.settings().getOrDefault("worker_soft_limit_checks", "true").equals("true")
                ? Set.of(Ability.KILL, Ability.CHECK_LOOPS)
                : Set.of(Ability.KILL);
    }

    @Override
    public int size() {
        return spec.concurrency();
    }

    @Override
    public void submit(Request request) {
        Optional<Child> child;
        lock.lock();
        try {
            if (phase == Phase.STOPPED) {
                throw new IllegalStateException("The pool has stopped; it takes no more tasks");
            }
            toldIdle--;
            child = Optional.ofNullable(idle.poll());
            if (child.isEmpty()) {
                // The idle child died since it was told of: its replacement runs this.
                pending.add(request);
            }
        } finally {
            lock.unlock();
        }
        child.ifPresent(taker -> run(taker, request));
    }

    @Override
    public void stop() {
        List<Child> leavers = new ArrayList<>();
        lock.lock();
        try {
            if (phase == Phase.NEW) {
                close();
                return;
            }
            if (phase == Phase.STOPPED || phase == Phase.STOPPING) {
                return;
            }
            phase = Phase.STOPPING;
            leavers.addAll(idle);
            idle.clear();
            if (pending.isEmpty()) {
                children.keySet().stream().filter(child -> !child.ready()).forEach(leavers::add);
            }
        } finally {
            lock.unlock();
        }
        leavers.forEach(this::dismiss);
        switchboard.post(this::finishIfEmpty);
    }

    @Override
    public void terminate() {
        lock.lock();
        try {
            if (phase == Phase.NEW) {
                close();
                return;
            }
            phase = phase == Phase.STOPPED ? Phase.STOPPED : Phase.STOPPING;
            idle.clear();
        } finally {
            lock.unlock();
        }
        children.keySet().forEach(child -> child.kill("the pool was terminated"));
        switchboard.post(this::finishIfEmpty);
    }

    @Override
    public void onBorn(Child child) {
        children.put(child, new RelayDesk(spec.relay(), child));
        boolean late;
        lock.lock();
        try {
            late = phase != Phase.RUNNING && pending.isEmpty();
        } finally {
            lock.unlock();
        }
        if (late) {
            child.kill("the pool stops");
        }
    }

    @Override
    public void onStillborn(String reason) {
        switchboard.post(() -> startFailed(reason));
    }

    @Override
    public void onUnloadable(String reason) {
        switchboard.post(() -> unloadable(reason));
    }

    @Override
    public void onFrame(Child child, Frame frame) {
        if (frame instanceof Done done) {
            done(child, done);
        } else if (frame instanceof Progress progress) {
            child.running()
                    .filter(running -> running.request().slot() == progress.slot())
                    .ifPresent(running -> listener.onProgress(progress.slot(), progress.state(), progress.value()));
        } else if (frame instanceof Hello hello) {
            ready(child, hello);
        } else if (frame instanceof Unloadable unloadable) {
            child.leave();
            unloadable(unloadable.reason());
        } else {
            RelayDesk desk = children.get(child);
            if (desk == null || !desk.take(frame)) {
                log.warn(
                        "{} sent a frame that only a parent sends: {}",
                        child,
                        frame.getClass().getSimpleName());
            }
        }
    }

    @Override
    public void onEnded(Child child, int exitCode) {
        RelayDesk desk = children.remove(child);
        if (desk != null) {
            desk.close();
        }
        lock.lock();
        try {
            idle.remove(child);
        } finally {
            lock.unlock();
        }
        String how = child.killedBecause().isEmpty()
                ? ExitStatus.describe(exitCode) + nursery.crashReport(child)
                : child.killedBecause();
        child.end().ifPresent(running -> {
            log.error(
                    "Process {} running task {}[{}] ended: {}",
                    child.pid(),
                    running.request().task(),
                    running.request().id(),
                    how);
            listener.onOutcome(running.request().slot(), new Outcome.Lost(how, Optional.of(exitCode), since(running)));
        });
        if (!child.leaving()) {
            replace(child, how);
        }
        finishIfEmpty();
    }

    private void replace(Child child, String how) {
        if (!child.ready()) {
            startFailed("process " + child.pid() + " ended before it was ready: " + how);
            return;
        }
        if (wantsChildren()) {
            nursery.start(restartPause.died());
        }
    }

    private void ready(Child child, Hello hello) {
        List<CatalogEntry> tasks = hello.catalog();
        restartPause.started();
        everReady = true;
        child.becameReady();
        if (!tasks.equals(catalog)) {
            catalog = tasks;
            listener.onSettings(hello.settings());
            listener.onCatalog(tasks);
        }
        becameIdle(child);
    }

    private void done(Child child, Done done) {
        Optional<Child.Running> running = child.running();
        if (running.isEmpty() || running.get().request().slot() != done.slot()) {
            if (child.leaving()) {
                return; // It finished while it was being killed.
            }
            log.warn("{} told the end of a task that it does not run", child);
            return;
        }
        child.release();
        restartPause.worked();
        if (done.last()) {
            child.leave();
        }
        listener.onOutcome(done.slot(), done.outcome());
        if (!done.last()) {
            becameIdle(child);
        } else {
            nursery.later(LEAVE_TIMEOUT, () -> child.kill("it did not end after its last task"));
            if (wantsChildren()) {
                nursery.start(Duration.ZERO);
            }
        }
    }

    private void becameIdle(Child child) {
        Optional<Request> next;
        boolean tell = false;
        boolean dismiss = false;
        lock.lock();
        try {
            next = Optional.ofNullable(pending.poll());
            if (next.isEmpty() && phase == Phase.RUNNING) {
                idle.add(child);
                tell = toldIdle < idle.size();
                toldIdle += tell ? 1 : 0;
            } else {
                dismiss = next.isEmpty();
            }
        } finally {
            lock.unlock();
        }
        next.ifPresent(request -> run(child, request));
        if (dismiss) {
            dismiss(child);
        }
        if (tell) {
            listener.onIdle(1);
        }
    }

    private void run(Child child, Request request) {
        if (!child.take(request, spec.clock().nanoTime())) {
            again(request);
            return;
        }
        listener.onStarted(request.slot(), child.pid());
        request.hardLimit()
                .ifPresent(limit -> child.hardLimit(hardLimits.after(limit, () -> overran(child, request, limit))));
        try {
            child.send(new Run(request));
        } catch (ChannelException e) {
            switchboard.post(() -> done(child, new Done(request.slot(), Unsendable.outcome(e), false)));
        }
    }

    /** On a thread that does nothing else. Nobody is to blame: it is no strike, and no reason to wait with the next child. */
    private void overran(Child child, Request request, Duration limit) {
        child.release(request).ifPresent(running -> {
            child.leave();
            child.kill("hard time limit (" + TimeLimits.seconds(limit) + " s) of " + request.task());
            log.error(
                    "Hard time limit ({} s) exceeded for {}[{}]: killed process {}",
                    TimeLimits.seconds(limit),
                    request.task(),
                    request.id(),
                    child.pid());
            listener.onOutcome(request.slot(), TimeLimits.exceeded(limit, since(running)));
            if (wantsChildren()) {
                nursery.start(Duration.ZERO);
            }
        });
    }

    /** The child died in the moment between being idle and being given the request: the next one runs it. */
    private void again(Request request) {
        Optional<Child> other;
        boolean stopped;
        lock.lock();
        try {
            stopped = phase == Phase.STOPPED;
            other = Optional.ofNullable(idle.poll());
            if (other.isEmpty() && !stopped) {
                pending.addFirst(request);
            }
        } finally {
            lock.unlock();
        }
        other.ifPresent(taker -> run(taker, request));
        if (stopped) {
            listener.onOutcome(request.slot(), notBegun());
        }
    }

    private static Outcome notBegun() {
        return new Outcome.Lost("the pool stopped before it began", Optional.empty(), Duration.ZERO);
    }

    private void dismiss(Child child) {
        child.leave();
        if (child.ready()) {
            child.send(new Stop());
            nursery.later(LEAVE_TIMEOUT, () -> child.kill("it did not end when told to"));
        } else {
            child.kill("the pool stops");
        }
    }

    private void unloadable(String reason) {
        if (everReady) {
            startFailed(reason);
            return;
        }
        boolean first;
        lock.lock();
        try {
            first = phase == Phase.RUNNING;
            phase = first ? Phase.STOPPING : phase;
        } finally {
            lock.unlock();
        }
        if (first) {
            listener.onUnloadable(reason);
            children.keySet().forEach(other -> other.kill("the application can't be loaded"));
            finishIfEmpty();
        }
    }

    private void startFailed(String reason) {
        if (!wantsChildren()) {
            finishIfEmpty();
            return;
        }
        Duration wait = restartPause.failedStart();
        log.error("A child JVM could not be started, next try in {} s: {}", wait.toMillis() / 1000.0, reason);
        if (restartPause.justDegraded()) {
            listener.onDegraded("No child JVM could be started, five times in a row. The last time: " + reason);
        }
        nursery.start(wait);
    }

    private boolean wantsChildren() {
        lock.lock();
        try {
            return phase == Phase.RUNNING || (phase == Phase.STOPPING && pending.size() > children.size());
        } finally {
            lock.unlock();
        }
    }

    /** On the switchboard's thread. */
    private void finishIfEmpty() {
        List<Request> abandoned;
        lock.lock();
        try {
            if (phase != Phase.STOPPING || !children.isEmpty()) {
                return;
            }
            phase = Phase.STOPPED;
            abandoned = List.copyOf(pending);
            pending.clear();
        } finally {
            lock.unlock();
        }
        abandoned.forEach(request -> listener.onOutcome(request.slot(), notBegun()));
        close();
        listener.onStopped();
    }

    private void close() {
        lock.lock();
        try {
            phase = Phase.STOPPED;
        } finally {
            lock.unlock();
        }
        nursery.close();
        hardLimits.close();
        switchboard.close();
    }

    private Duration since(Child.Running running) {
        return Duration.ofNanos(spec.clock().nanoTime() - running.since());
    }
}
