package dev.lovage.worker;

import dev.lovage.messaging.LovageException;
import dev.lovage.settings.Settings;
import dev.lovage.worker.graph.StepGraph;
import dev.lovage.worker.step.Blueprint;
import dev.lovage.worker.step.Bootstep;
import dev.lovage.worker.step.ComponentLoader;
import dev.lovage.worker.step.ConsumerStep;
import dev.lovage.worker.step.StepContext;
import dev.lovage.worker.step.Steps;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All the parts of one worker: its own steps and its consumer's, which users may add to, replace and switch off.
 *
 * @param worker the worker's steps, the consumer among them
 * @param consumer the consumer's steps
 * @param inner the blueprint of the consumer's
 */
record Components(Steps worker, Steps consumer, Blueprint inner) {

    /** What a worker is made of. The order decides where requirements don't. */
    static Components standard(StepContext context) {
        Steps consumer = new Steps(
                "the consumer",
                List.of(new ConnectionStep(), new TasksStep(), new SubscriptionStep(), new ReadyStep()));
        Steps worker = new Steps(
                "the worker",
                List.of(new HooksStep(), new LoopStep(), new TimerStep(), new PoolStep(), new CodeWatchStep()));
        Blueprint inner = Blueprint.within(worker, consumer);
        worker.add(new ConsumingStep(inner, context));
        worker.add(new AutoscaleStep());
        worker.add(new ReloadStep());
        return new Components(worker, consumer, inner);
    }

    /** Adds and switches off what the settings name. */
    void configure(Settings settings, ComponentLoader.Loader loader) {
        // First what is ours: a step of the user's may have the name of one that it stands in for.
        List<String> unknown = new ArrayList<>();
        for (String name : settings.workerWithoutSteps()) {
            if (!worker.remove(name) && !consumer.remove(name)) {
                unknown.add(name);
            }
        }
        for (String name : settings.workerSteps()) {
            Bootstep step = loader.make("worker_steps", name, Bootstep.class);
            (step instanceof ConsumerStep ? consumer : worker).add(step);
        }
        for (String name : settings.workerConsumerSteps()) {
            consumer.add(loader.make("worker_consumer_steps", name, Bootstep.class));
        }
        for (String name : unknown) {
            if (!worker.remove(name) && !consumer.remove(name)) {
                throw new LovageException("worker_without_steps names '" + name + "', which is no step."
                        + worker.near(name)
                                .or(() -> consumer.near(name))
                                .map(near -> " Did you mean '" + near + "'?")
                                .orElse("")
                        + " There are "
                        + Stream.of(worker, consumer)
                                .flatMap(steps -> steps.all().stream())
                                .map(Bootstep::name)
                                .collect(Collectors.joining(", ")));
            }
        }
    }

    Blueprint blueprint() {
        return new Blueprint(worker);
    }

    StepGraph graph(StepContext context) {
        StepGraph.Cluster outer = blueprint().graph(context, "worker", "");
        boolean inside = outer.nodes().stream().anyMatch(node -> node.name().equals(ConsumingStep.NAME));
        return new StepGraph(
                worker.has(ConsumingStep.class) && inside
                        ? List.of(outer, inner.graph(context, "consumer", ConsumingStep.NAME))
                        : List.of(outer));
    }

    /** The loader of this program. */
    static ComponentLoader loader() {
        return ServiceLoader.load(ComponentLoader.class, ComponentLoader.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no ComponentLoader on the class path"));
    }
}
