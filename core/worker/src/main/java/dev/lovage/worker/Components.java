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
 * @param ours the worker's own steps
 */
record Components(Steps worker, Steps consumer, Blueprint inner, List<Bootstep> ours) {

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
        List<Bootstep> ours = Stream.of(worker, consumer)
                .flatMap(steps -> steps.all().stream())
                .toList();
        return new Components(worker, consumer, inner, ours);
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
            home(step, step instanceof ConsumerStep ? consumer : worker).add(step);
        }
        for (String name : settings.workerConsumerSteps()) {
            Bootstep step = loader.make("worker_consumer_steps", name, Bootstep.class);
            home(step, consumer).add(step);
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

    /** Where a step belongs: where the one is whose place it takes. */
    private Steps home(Bootstep step, Steps otherwise) {
        return step.replaces()
                .flatMap(place -> Stream.of(worker, consumer)
                        .filter(steps -> steps.knows(place))
                        .findFirst())
                .orElse(otherwise);
    }

    /** What was asked for that comes to nothing, because the step that would do it is switched off. */
    List<String> complaints(WorkerConfig config, Listeners listeners) {
        List<String> complaints = new ArrayList<>();
        String steps = consumer.all().stream()
                .filter(step -> !ours.contains(step))
                .map(Bootstep::name)
                .collect(Collectors.joining(", "));
        if (!consumes() && !steps.isEmpty()) {
            complaints.add("The consumer's steps " + steps + " have no effect: the step Consumer is "
                    + (worker.has(ConsumingStep.class) ? "replaced" : "switched off"));
        }
        if (config.autoscale().isPresent() && !worker.has(AutoscaleStep.class)) {
            complaints.add("worker_autoscale has no effect: the step Autoscaler is switched off");
        }
        if (config.reload().isPresent() && !worker.has(ReloadStep.class)) {
            complaints.add("worker_reload has no effect: the step Reloader is switched off");
        }
        if (!listeners.isEmpty() && !worker.has(HooksStep.class)) {
            complaints.add("Listeners hear of no task: the step Hooks is switched off");
        }
        return complaints;
    }

    /** Whether the consumer is the worker's own, and so made of the consumer's steps. */
    private boolean consumes() {
        return worker.all().stream().anyMatch(ConsumingStep.class::isInstance);
    }

    Blueprint blueprint() {
        return new Blueprint(worker);
    }

    StepGraph graph(StepContext context) {
        StepGraph.Cluster outer = blueprint().graph(context, "worker", "");
        return new StepGraph(
                consumes() ? List.of(outer, inner.graph(context, "consumer", ConsumingStep.NAME)) : List.of(outer));
    }

    /** The loader of this program. */
    static ComponentLoader loader() {
        return ServiceLoader.load(ComponentLoader.class, ComponentLoader.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no ComponentLoader on the class path"));
    }
}
