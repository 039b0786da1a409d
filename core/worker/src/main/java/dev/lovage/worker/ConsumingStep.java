package dev.lovage.worker;

import dev.lovage.worker.step.Blueprint;
import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.Lifecycle;
import dev.lovage.worker.step.StepContext;
import java.util.Set;

/**
 * The consumer: a blueprint of its own that is one step of the worker's. It offers what its steps offer, and requires what they
 * require of the worker's other steps.
 */
public final class ConsumingStep implements Bootstep {

    static final String NAME = "Consumer";

    private final Blueprint consumer;
    private final StepContext context;

    ConsumingStep(Blueprint consumer, StepContext context) {
        this.consumer = consumer;
        this.context = context;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<Class<?>> requires() {
        return consumer.requires(context);
    }

    @Override
    public Set<Class<?>> offers() {
        return consumer.offers(context);
    }

    /** After the other steps, and so ended before them: they see all of it. */
    @Override
    public boolean last() {
        return true;
    }

    @Override
    public Lifecycle create(StepContext same) {
        return Lifecycle.of(() -> consumer.start(same), consumer::stop);
    }
}
