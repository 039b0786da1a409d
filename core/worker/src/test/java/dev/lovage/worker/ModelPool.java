package dev.lovage.worker;

import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.worker.Script.Ending;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A pool whose children do what a script says, and sometimes die. */
final class ModelPool implements Pool {

    private static final byte[] VALUE = "4".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ERROR = "{}".getBytes(StandardCharsets.UTF_8);

    private final World world;
    private final Ledger ledger;
    private final Map<Long, Request> running = new LinkedHashMap<>();
    private final Map<Long, Integer> generations = new HashMap<>();
    private final Deque<Request> pending = new ArrayDeque<>();
    private Listener listener;
    private boolean gone;
    private boolean stopping;
    private int size;
    private int idle;
    /** Those that run, are idle, are starting or are being replaced, of the present generation. */
    private int alive;

    private int generation;
    private int starts;
    private Instant shrunk = Instant.MIN;

    ModelPool(World world, Ledger ledger, int size) {
        this.world = world;
        this.ledger = ledger;
        this.size = size;
    }

    @Override
    public void start(Listener hears) {
        listener = hears;
        listener.onCatalog(Script.CATALOG);
        grow(size);
    }

    private void grow(int slots) {
        for (int i = 0; i < slots; i++) {
            alive++;
            starts++;
            int born = generation;
            world.soon(100, () -> becomeIdle(born));
        }
    }

    private void becomeIdle(int born) {
        if (gone || stopping || born != generation) {
            return;
        }
        if (alive > size) {
            alive--;
            return;
        }
        Request next = pending.poll();
        if (next == null) {
            idle++;
        } else {
            run(next);
        }
        listener.onIdle(1);
    }

    /** How many slots were started so far, replacements of dead ones not counted. */
    int starts() {
        return starts;
    }

    @Override
    public Set<Ability> abilities() {
        return Set.of(Ability.RESIZE, Ability.RENEW);
    }

    @Override
    public void resize(int slots) {
        world.tell(() -> "resize to " + slots);
        size = slots;
        if (alive < slots) {
            grow(slots - alive);
        } else {
            retire(Math.min(idle, alive - slots));
        }
    }

    private void retire(int slots) {
        if (slots > 0) {
            idle -= slots;
            alive -= slots;
            shrunk = world.now();
            listener.onIdle(-slots);
        }
    }

    @Override
    public CompletionStage<Void> renew() {
        CompletableFuture<Void> renewed = new CompletableFuture<>();
        world.soon(200, () -> {
            if (world.fault(0.2)) {
                renewed.completeExceptionally(new LovageException("it does not compile"));
            } else if (!gone && !stopping) {
                world.tell(() -> "renew");
                generation++;
                retire(idle);
                alive = 0;
                listener.onCatalog(Script.CATALOG);
                grow(size);
                renewed.complete(null);
            }
        });
        return renewed;
    }

    @Override
    public void submit(Request request) {
        if (idle > 0) {
            idle--;
            run(request);
        } else if (pending.size() < ahead() || shrunk.plusSeconds(1).isAfter(world.now())) {
            pending.add(request);
        } else {
            throw new AssertionError("Submitted to a pool without an idle slot");
        }
    }

    @Override
    public int ahead() {
        return size;
    }

    @Override
    public void recall() {
        for (Request request = pending.poll(); request != null; request = pending.poll()) {
            listener.onOutcome(request.slot(), new Outcome.NotBegun("recalled"));
            listener.onIdle(1);
        }
        stopWhenDone();
    }

    private void run(Request request) {
        if (running.put(request.slot(), request) != null) {
            throw new AssertionError("Submitted twice");
        }
        generations.put(request.slot(), generation);
        world.tell(() -> "run " + request.id());
        ledger.began(request.id());
        world.soon(2, () -> {
            if (running.containsKey(request.slot())) {
                listener.onStarted(request.slot(), 42);
            }
        });
        world.soon(world.chance(0.1) ? 5000 : 20, () -> end(request));
    }

    private void end(Request request) {
        if (gone || running.remove(request.slot()) == null) {
            return;
        }
        int born = generations.remove(request.slot());
        Outcome outcome = outcome(request);
        world.tell(() -> "ended " + request.id() + " " + outcome.getClass().getSimpleName());
        listener.onOutcome(request.slot(), outcome);
        if (outcome instanceof Outcome.Lost) {
            world.soon(300, () -> becomeIdle(born));
        } else {
            becomeIdle(born);
        }
        stopWhenDone();
    }

    private Outcome outcome(Request request) {
        Duration runtime = Duration.ofMillis(3);
        Script script = ledger.script(request.id());
        if (script.ending() == Ending.KILLS || world.fault(0.03)) {
            return new Outcome.Lost("signal 9 (SIGKILL)", Optional.of(137), runtime);
        }
        ledger.ended(request.id());
        List<Publication> followUps = script.followUp()
                .map(id -> List.of(Publication.toQueue("celery", ledger.message(id))))
                .orElse(List.of());
        return switch (script.ending()) {
            case RETURNS -> new Outcome.Succeeded(VALUE, followUps, List.of("child"), runtime);
            case THROWS -> failed(Outcome.Cause.EXCEPTION, runtime);
            case CONFUSES -> failed(Outcome.Cause.UNDECODABLE, runtime);
            case IGNORES -> new Outcome.Ignored(runtime);
            case REFUSES -> new Outcome.Rejected(false, "no", runtime);
            case REFUSES_ONCE ->
                ledger.runs(request.id()) > 1
                        ? new Outcome.Succeeded(VALUE, followUps, List.of(), runtime)
                        : new Outcome.Rejected(true, "later", runtime);
            case KILLS -> throw new AssertionError();
        };
    }

    private static Outcome failed(Outcome.Cause cause, Duration runtime) {
        return new Outcome.Failed(ERROR, "Boom: no", "at x", cause, List.of(), List.of(), runtime);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void stop() {
        stopping = true;
        stopWhenDone();
    }

    private void stopWhenDone() {
        if (stopping && !gone && running.isEmpty() && pending.isEmpty()) {
            gone = true;
            listener.onStopped();
        }
    }

    @Override
    public void terminate() {
        gone = true;
        List<Request> all = new ArrayList<>(running.values());
        all.addAll(pending);
        for (Request request : all) {
            listener.onOutcome(request.slot(), new Outcome.Lost("terminated", Optional.empty(), Duration.ZERO));
        }
        running.clear();
        pending.clear();
        listener.onStopped();
    }

    /** As the whole worker dies: nobody hears of it. */
    void vanish() {
        gone = true;
        running.clear();
        pending.clear();
    }

    static Message bare(Map<String, Object> headers) {
        return new Message(
                "[[], {}, {}]".getBytes(StandardCharsets.UTF_8), "application/json", "utf-8", headers, Map.of());
    }
}
