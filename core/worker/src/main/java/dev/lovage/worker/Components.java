package dev.lovage.worker;

import dev.lovage.worker.step.Blueprint;
import dev.lovage.worker.step.StepContext;
import dev.lovage.worker.step.Steps;
import java.util.List;

/**
 * All the parts of one worker: its own steps and its consumer's, which users may add to, replace and switch off.
 *
 * @param worker the worker's steps, the consumer among them
 * @param consumer the consumer's steps
 */
record Components(Steps worker, Steps consumer) {

    /** What a worker is made of. The order decides where requirements don't. */
    static Components standard(StepContext context) {
        Steps consumer = new Steps(
                "the consumer",
                List.of(new ConnectionStep(), new TasksStep(), new SubscriptionStep(), new ReadyStep()));
        Steps worker = new Steps("the worker", List.of(new LoopStep(), new TimerStep(), new PoolStep()));
        worker.add(new ConsumingStep(Blueprint.within(worker, consumer), context));
        return new Components(worker, consumer);
    }

    Blueprint blueprint() {
        return new Blueprint(worker);
    }
}
