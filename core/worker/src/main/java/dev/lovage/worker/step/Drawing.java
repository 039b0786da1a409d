package dev.lovage.worker.step;

import dev.lovage.worker.graph.StepGraph;
import dev.lovage.worker.graph.StepGraph.Edge;
import dev.lovage.worker.graph.StepGraph.Node;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the graph of a plan. */
final class Drawing {

    private static final String OURS = "dev.lovage.worker";

    private final Steps steps;
    private final Plan plan;

    Drawing(Steps steps, Plan plan) {
        this.steps = steps;
        this.plan = plan;
    }

    StepGraph.Cluster cluster(String title, String opens) {
        List<Node> nodes = plan.order().stream().map(this::node).toList();
        List<Edge> edges = new ArrayList<>();
        for (Bootstep step : plan.order()) {
            plan.required(step).forEach(required -> edges.add(new Edge(required.name(), step.name(), true)));
        }
        edges.addAll(last());
        return new StepGraph.Cluster(title, opens, nodes, edges);
    }

    /** From what nothing else comes after to each step that starts last. */
    private List<Edge> last() {
        Set<Bootstep> early = new LinkedHashSet<>(plan.early());
        Set<Bootstep> followed = new LinkedHashSet<>();
        early.forEach(step -> followed.addAll(plan.required(step)));
        List<Edge> edges = new ArrayList<>();
        for (Bootstep last : plan.order()) {
            if (last.last() && !early.contains(last)) {
                early.stream()
                        .filter(step ->
                                !followed.contains(step) && !plan.required(last).contains(step))
                        .forEach(step -> edges.add(new Edge(step.name(), last.name(), false)));
            }
        }
        return edges;
    }

    private Node node(Bootstep step) {
        List<String> notes = new ArrayList<>();
        steps.byPlace().entrySet().stream()
                .filter(entry -> entry.getValue() == step && entry.getKey() != step.getClass())
                .map(Map.Entry::getKey)
                .forEach(place -> notes.add("in the place of " + Bootstep.nameOf(place)));
        boolean opens = step.offers().stream().anyMatch(Bootstep.class::isAssignableFrom);
        if (!opens) {
            step.offers().stream()
                    .filter(type -> Modifier.isPublic(type.getModifiers()))
                    .map(Class::getSimpleName)
                    .sorted()
                    .forEach(service -> notes.add("offers " + service));
        }
        boolean ours = step.getClass().getPackageName().equals(OURS)
                && Bootstep.class.getClassLoader() == step.getClass().getClassLoader();
        return new Node(step.name(), notes, !ours);
    }
}
