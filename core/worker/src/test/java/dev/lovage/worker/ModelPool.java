package dev.lovage.worker;

import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.worker.Script.Ending;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A pool whose children do what a script says, and sometimes die. */
final class ModelPool implements Pool {

    private static final byte[] VALUE = "4".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ERROR = "{}".getBytes(StandardCharsets.UTF_8);

    private final World world;
    private final Ledger ledger;
    private final int size;
    private final Map<Long, Request> running = new LinkedHashMap<>();
    private Listener listener;
    private boolean gone;
    private boolean stopping;
    private int idle;

    ModelPool(World world, Ledger ledger, int size) {
        this.world = world;
        this.ledger = ledger;
        this.size = size;
    }

    @Override
    public void start(Listener hears) {
        listener = hears;
        listener.onCatalog(Script.CATALOG);
        for (int i = 0; i < size; i++) {
            world.soon(100, this::becomeIdle);
        }
    }

    private void becomeIdle() {
        if (!gone && !stopping) {
            idle++;
            listener.onIdle(1);
        }
    }

    @Override
    public void submit(Request request) {
        if (idle <= 0) {
            throw new AssertionError("Submitted to a pool without an idle slot");
        }
        idle--;
        if (running.put(request.slot(), request) != null) {
            throw new AssertionError("Submitted twice");
        }
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
        Outcome outcome = outcome(request);
        world.tell(() -> "ended " + request.id() + " " + outcome.getClass().getSimpleName());
        listener.onOutcome(request.slot(), outcome);
        if (outcome instanceof Outcome.Lost) {
            world.soon(300, this::becomeIdle);
        } else {
            becomeIdle();
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
        if (stopping && !gone && running.isEmpty()) {
            gone = true;
            listener.onStopped();
        }
    }

    @Override
    public void terminate() {
        gone = true;
        for (Request request : List.copyOf(running.values())) {
            listener.onOutcome(request.slot(), new Outcome.Lost("terminated", Optional.empty(), Duration.ZERO));
        }
        running.clear();
        listener.onStopped();
    }

    /** As the whole worker dies: nobody hears of it. */
    void vanish() {
        gone = true;
        running.clear();
    }

    static Message bare(Map<String, Object> headers) {
        return new Message(
                "[[], {}, {}]".getBytes(StandardCharsets.UTF_8), "application/json", "utf-8", headers, Map.of());
    }
}
