package dev.lovage.worker;

import dev.lovage.messaging.Subscription;
import dev.lovage.worker.step.StepContext;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/**
 * Whether a worker takes messages: tasks, and those of its steps. It can be held up for a while; what is taken already is handled.
 * Thread-safe, and waits for nothing.
 */
final class Inflow {

    private final Executor blocking;
    private final List<Flow> flows = new CopyOnWriteArrayList<>();
    private volatile boolean paused;
    private volatile boolean ended;

    Inflow(Executor blocking) {
        this.blocking = blocking;
    }

    /** The worker's; made for whoever asks first, while the worker starts. */
    static Inflow of(StepContext context) {
        return context.find(Inflow.class).orElseGet(() -> {
            Inflow made = new Inflow(LoopStep.blocking(context));
            context.put(Inflow.class, made);
            return made;
        });
    }

    /**
     * Governs a subscription from now on.
     *
     * @param of whose messages they are, for the log: {@code " of the step Mail"}
     */
    Flow open(Subscription subscription, String of) {
        Flow flow = new Flow(subscription, of, blocking, () -> paused, () -> ended);
        flows.add(flow);
        flow.apply();
        return flow;
    }

    /** Takes no messages until {@link #resume}. */
    void pause() {
        paused = true;
        flows.forEach(Flow::applySoon);
    }

    void resume() {
        paused = false;
        flows.forEach(Flow::applySoon);
    }

    /** Takes no messages any more: the worker stops, and however long one of its parts takes to, nothing new comes for another. */
    void end() {
        ended = true;
        flows.forEach(Flow::applySoon);
    }
}
