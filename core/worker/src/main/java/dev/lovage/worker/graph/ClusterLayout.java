package dev.lovage.worker.graph;

import dev.lovage.worker.graph.StepGraph.Cluster;
import dev.lovage.worker.graph.StepGraph.Edge;
import dev.lovage.worker.graph.StepGraph.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the steps and edges of one cluster are, with the corner of the cluster at 0, 0. */
final class ClusterLayout {

    static final double MARGIN = 24;
    static final double TITLE = 34;
    static final double NAME_LINE = 18;
    static final double NOTE_LINE = 14;
    private static final double PADDING = 12;
    private static final double NAME_CHAR = 7.6;
    private static final double NOTE_CHAR = 5.7;

    private final Cluster cluster;
    private final Map<String, Vertex> places = new LinkedHashMap<>();
    private final Map<Edge, List<Vertex>> paths = new LinkedHashMap<>();
    private final double width;
    private final double height;

    ClusterLayout(Cluster cluster) {
        this.cluster = cluster;
        cluster.nodes().forEach(node -> places.put(node.name(), new Vertex(width(node), height(node))));
        // Ranks need the edges; bends replace the long ones afterwards.
        Map<String, Vertex> ranked = new LinkedHashMap<>();
        cluster.nodes().forEach(node -> ranked.put(node.name(), new Vertex(0, 0)));
        cluster.edges().forEach(edge -> Vertex.join(at(ranked, edge.from()), at(ranked, edge.to())));
        Layers.rank(List.copyOf(ranked.values()));
        places.forEach((name, vertex) -> vertex.layer(at(ranked, name).layer()));
        List<Vertex> all = new ArrayList<>(places.values());
        cluster.edges().forEach(edge -> paths.put(edge, path(edge, all)));
        Layers.place(all);
        double left = all.stream().mapToDouble(Vertex::left).min().orElse(0);
        all.forEach(vertex -> {
            vertex.x(vertex.x() - left + MARGIN);
            vertex.y(vertex.y() + TITLE + MARGIN / 2);
        });
        this.width = all.stream().mapToDouble(Vertex::right).max().orElse(0) + MARGIN;
        this.height = all.stream().mapToDouble(Vertex::bottom).max().orElse(0) + MARGIN;
    }

    Cluster cluster() {
        return cluster;
    }

    double width() {
        return width;
    }

    double height() {
        return height;
    }

    Vertex place(String step) {
        return at(places, step);
    }

    Map<Edge, List<Vertex>> paths() {
        return paths;
    }

    private List<Vertex> path(Edge edge, Collection<Vertex> all) {
        List<Vertex> path = new ArrayList<>();
        Vertex from = at(places, edge.from());
        Vertex to = at(places, edge.to());
        path.add(from);
        for (int layer = from.layer() + 1; layer < to.layer(); layer++) {
            Vertex bend = Vertex.bend(layer);
            Vertex.join(path.get(path.size() - 1), bend);
            path.add(bend);
            all.add(bend);
        }
        Vertex.join(path.get(path.size() - 1), to);
        path.add(to);
        return path;
    }

    private static Vertex at(Map<String, Vertex> vertices, String step) {
        Vertex vertex = vertices.get(step);
        if (vertex == null) {
            throw new IllegalArgumentException("An edge names the step '" + step + "', which is not in the graph");
        }
        return vertex;
    }

    private static double width(Node node) {
        double widest = node.name().length() * NAME_CHAR;
        for (String note : node.notes()) {
            widest = Math.max(widest, note.length() * NOTE_CHAR);
        }
        return Math.max(90, widest + 2 * PADDING);
    }

    private static double height(Node node) {
        return NAME_LINE + node.notes().size() * NOTE_LINE + 1.4 * PADDING;
    }
}
