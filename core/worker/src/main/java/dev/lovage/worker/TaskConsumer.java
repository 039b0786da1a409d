package dev.lovage.worker;

import dev.lovage.messaging.Delivery;
import dev.lovage.messaging.DeliveryListener;
import dev.lovage.messaging.LovageException;
import dev.lovage.worker.step.TaskCatalog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What the world outside the loop sees of it: deliveries and the pool's news go in, as events.
 *
 * <p>Thread-safe: every method only posts.
 */
final class TaskConsumer implements DeliveryListener, Pool.Listener, Reloader.Tasks {

    private static final Duration ANSWER = Duration.ofMillis(200);

    private final WorkerLoop loop;
    private final Dispatcher dispatcher;
    private final Completion completion;
    private final Reservations reservations;
    private final TaskLog log;
    private final CompletableFuture<List<CatalogEntry>> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> poolStopped = new CompletableFuture<>();

    private volatile List<CatalogEntry> catalog = List.of();
    private volatile Consumer<Runnable> creating = Runnable::run;
    private volatile Runnable failing = () -> {};
    private volatile String degraded = "it gave no reason";
    /** The loop's. */
    private Optional<Flow> inflow = Optional.empty();
    /** The loop's: whether the pool can run nothing. */
    private boolean troubled;

    TaskConsumer(
            WorkerLoop loop, Dispatcher dispatcher, Completion completion, Reservations reservations, TaskLog log) {
        this.loop = loop;
        this.dispatcher = dispatcher;
        this.completion = completion;
        this.reservations = reservations;
        this.log = log;
    }

    /** The tasks that the pool can run. */
    @Override
    public List<CatalogEntry> catalog() {
        return catalog;
    }

    /** The same for steps. */
    List<TaskCatalog.KnownTask> known() {
        return catalog().stream()
                .map(entry -> new TaskCatalog.KnownTask(entry.name(), entry.signature()))
                .toList();
    }

    /** How many slots of the pool run a task, about. */
    int busy() {
        return dispatcher.busy();
    }

    /** How many tasks run, and how many wait for a slot, of a pool of that size. On the loop only. */
    Autoscaler.Snapshot load(int size) {
        return new Autoscaler.Snapshot(size, dispatcher.busy(), dispatcher.waiting());
    }

    /** On the loop only. */
    @Override
    public void onNextRun(Consumer<Instant> listener) {
        dispatcher.onNextRun(listener);
    }

    /** How many messages are in the worker's hands, about. */
    int unfinished() {
        return reservations.size();
    }

    /** How many tasks run. Asks the loop; as many as there are messages when it is too busy to answer soon. */
    int running() {
        CompletableFuture<Integer> counted = new CompletableFuture<>();
        loop.execute(() -> counted.complete(reservations.running()));
        return Stopping.await(counted, ANSWER) ? counted.getNow(0) : unfinished();
    }

    /** Completes with the catalog as soon as the pool can run something. */
    CompletionStage<List<CatalogEntry>> ready() {
        return ready;
    }

    /** What to do before a process is started; it gets what starts it. */
    void beforeCreating(Consumer<Runnable> action) {
        creating = action;
    }

    /** What to do when the pool breaks. */
    void whenPoolFails(Runnable action) {
        failing = action;
    }

    CompletionStage<Void> poolStopped() {
        return poolStopped;
    }

    /** Why the pool is of no use, when it ended before it could run anything. */
    Optional<LovageException> poolFailure() {
        return poolStopped.isDone()
                ? Optional.of(new LovageException("The pool ended before it could run a task: " + degraded
                        + ". Look at the log above for what the application said"))
                : Optional.empty();
    }

    /** Gives back what has not begun; completes when all that has begun is done, stored and settled. */
    CompletionStage<Void> drain() {
        CompletableFuture<Void> drained = new CompletableFuture<>();
        loop.execute(() -> {
            dispatcher.stop();
            reservations.whenEmpty(() -> drained.complete(null));
        });
        return drained;
    }

    /** From now on a lost run was ended by the worker itself and goes back to its queue. */
    void leave() {
        loop.execute(completion::leave);
    }

    /** Gives back whatever is left, done or not. */
    CompletionStage<Void> abandon() {
        CompletableFuture<Void> abandoned = new CompletableFuture<>();
        loop.execute(() -> {
            dispatcher.stop();
            reservations.all().forEach(reservation -> reservations.close(reservation, Settlement.REQUEUE));
            abandoned.complete(null);
        });
        return abandoned;
    }

    @Override
    public void onDelivery(Delivery delivery) {
        loop.execute(() -> dispatcher.received(delivery));
    }

    @Override
    public void onCatalog(List<CatalogEntry> entries) {
        catalog = List.copyOf(entries);
        loop.execute(() -> {
            dispatcher.catalog(entries);
            ready.complete(List.copyOf(entries));
        });
    }

    @Override
    public void onIdle(int slots) {
        loop.execute(() -> dispatcher.idle(slots));
    }

    @Override
    public void onCreating(Runnable then) {
        creating.accept(then);
    }

    @Override
    public void together(Runnable telling) {
        loop.together(telling);
    }

    @Override
    public void onStarted(long slot, long pid) {
        loop.execute(() -> dispatcher.started(slot, pid));
    }

    @Override
    public void onOutcome(long slot, Outcome outcome) {
        loop.execute(() -> dispatcher.outcome(slot, outcome));
    }

    @Override
    public void onProgress(long slot, String state, byte[] value) {
        loop.execute(() -> dispatcher.progress(slot, state, value));
    }

    @Override
    public void onDegraded(String reason) {
        degraded = reason;
        loop.execute(() -> {
            log.degraded(reason);
            troubled = true;
            dispatcher.rest();
            standStill();
        });
    }

    @Override
    public void onFailed(String reason) {
        degraded = reason;
        failing.run();
    }

    @Override
    public void onRecovered() {
        loop.execute(() -> {
            log.recovered();
            troubled = false;
            dispatcher.degraded(false);
            inflow.ifPresent(Flow::unblock);
        });
    }

    /** Lets the pool's troubles stop this flow of messages, and its recovery let them flow again. */
    void govern(Flow flow) {
        loop.execute(() -> {
            inflow = Optional.of(flow);
            if (troubled) {
                standStill();
            }
        });
    }

    /** First nothing comes any more, then what is here goes back: or it would be handed out to us again. */
    private void standStill() {
        Runnable giveBack = () -> loop.execute(() -> dispatcher.degraded(troubled));
        inflow.ifPresentOrElse(flow -> flow.block(giveBack), giveBack);
    }

    @Override
    public void onStopped() {
        poolStopped.complete(null);
    }
}
