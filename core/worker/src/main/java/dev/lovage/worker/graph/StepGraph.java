package dev.lovage.worker.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a worker is made of, to be drawn: a cluster of steps for each blueprint.
 *
 * @param clusters the outermost first; each but the first hangs on a step of the one before
 */
public record StepGraph(List<Cluster> clusters) {

    public StepGraph {
        clusters = List.copyOf(clusters);
    }

    /**
     * The steps of one blueprint, in the order they start.
     *
     * @param name of the blueprint: {@code worker}, {@code consumer}
     * @param opens the name of the step in the cluster before that this one is inside of; empty for the first
     */
    public record Cluster(String name, String opens, List<Node> nodes, List<Edge> edges) {

        public Cluster {
            nodes = List.copyOf(nodes);
            edges = List.copyOf(edges);
        }

        /** The same without the edges that follow from others. */
        Cluster reduced() {
            Map<String, Set<String>> next = new HashMap<>();
            edges.forEach(edge ->
                    next.computeIfAbsent(edge.from(), from -> new HashSet<>()).add(edge.to()));
            List<Edge> needed = edges.stream()
                    .filter(edge -> next.getOrDefault(edge.from(), Set.of()).stream()
                            .filter(other -> !other.equals(edge.to()))
                            .noneMatch(other -> reaches(other, edge.to(), next, new HashSet<>())))
                    .collect(Collectors.toList());
            return new Cluster(name, opens, nodes, needed);
        }

        /** Whoever made the graph may have made a circle. */
        private static boolean reaches(String from, String to, Map<String, Set<String>> next, Set<String> seen) {
            return seen.add(from)
                    && next.getOrDefault(from, Set.of()).stream()
                            .anyMatch(step -> step.equals(to) || reaches(step, to, next, seen));
        }
    }

    /**
     * One step.
     *
     * @param notes small print: what it offers, what it replaces
     * @param users whether it is a user's, not the worker's own
     */
    public record Node(String name, List<String> notes, boolean users) {

        public Node {
            notes = List.copyOf(notes);
        }
    }

    /**
     * One step starts before another.
     *
     * @param required whether the second requires the first; otherwise it only asked to start last
     */
    public record Edge(String from, String to, boolean required) {}

    /** As a text for Graphviz, in its language DOT; without the edges that follow from others. */
    public String toDot() {
        return new DotText(reduced()).text();
    }

    /** As a picture, the text of an SVG file, which needs no Graphviz; without the edges that follow from others. */
    public String toSvg() {
        return new SvgPicture(reduced()).text();
    }

    private StepGraph reduced() {
        return new StepGraph(clusters.stream().map(Cluster::reduced).toList());
    }
}
