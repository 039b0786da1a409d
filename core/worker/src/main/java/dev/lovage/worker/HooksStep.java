package dev.lovage.worker;

import dev.lovage.worker.step.Irreplaceable;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.StepContext;
import java.time.Duration;

/** The thread on which listeners hear of tasks. */
public final class HooksStep implements Irreplaceable {

    private static final Duration LAST_EVENTS = Duration.ofSeconds(2);

    HooksStep() {}

    @Override
    public String instead() {
        return "only the worker knows what there is to tell. To hear of tasks add a WorkerListener";
    }

    @Override
    public boolean enabled(StepContext context) {
        return !context.get(Listeners.class).isEmpty();
    }

    @Override
    public Lifecycle create(StepContext context) {
        Listeners listeners = context.get(Listeners.class);
        Thread thread = listeners.thread();
        return Lifecycle.of(thread::start, () -> {
            listeners.end();
            end(thread);
        });
    }

    private static void end(Thread thread) {
        try {
            thread.join(LAST_EVENTS.toMillis());
            thread.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
