package dev.lovage.worker.graph;

import dev.lovage.worker.graph.StepGraph.Cluster;
import dev.lovage.worker.graph.StepGraph.Edge;
import dev.lovage.worker.graph.StepGraph.Node;

/** Writes a graph as Graphviz reads it. */
final class DotText {

    private final StepGraph graph;
    private final StringBuilder text = new StringBuilder();

    DotText(StepGraph graph) {
        this.graph = graph;
    }

    String text() {
        line("digraph bootsteps {");
        line("  compound=true; rankdir=TB; nodesep=0.4; ranksep=0.5;");
        line("  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontsize=12, color=\"#3b6ea5\","
                + " fillcolor=\"#eaf2fb\"];");
        line("  edge [color=\"#5b6b7b\", arrowsize=0.7];");
        for (Cluster cluster : graph.clusters()) {
            cluster(cluster);
        }
        for (Cluster cluster : graph.clusters()) {
            opening(cluster);
        }
        line("}");
        return text.toString();
    }

    private void cluster(Cluster cluster) {
        line("  subgraph " + quoted("cluster_" + cluster.name()) + " {");
        line("    label=" + quoted(cluster.name())
                + "; fontname=\"Helvetica-Bold\"; style=\"rounded\"; color=\"#b8c4d0\";");
        for (Node node : cluster.nodes()) {
            StringBuilder label = new StringBuilder(node.name());
            node.notes().forEach(note -> label.append('\n').append(note));
            line("    " + id(cluster, node.name()) + " [label=" + quoted(label.toString())
                    + (node.users() ? ", color=\"#b5651d\", fillcolor=\"#fdf1e3\"" : "") + "];");
        }
        for (Edge edge : cluster.edges()) {
            line("    " + id(cluster, edge.from()) + " -> " + id(cluster, edge.to())
                    + (edge.required() ? "" : " [style=dotted]") + ";");
        }
        line("  }");
    }

    private void opening(Cluster cluster) {
        int index = graph.clusters().indexOf(cluster);
        if (index > 0 && !cluster.nodes().isEmpty()) {
            line("  " + id(graph.clusters().get(index - 1), cluster.opens()) + " -> "
                    + id(cluster, cluster.nodes().get(0).name()) + " [style=dashed, arrowhead=none, lhead="
                    + quoted("cluster_" + cluster.name()) + "];");
        }
    }

    private static String id(Cluster cluster, String step) {
        return quoted(cluster.name() + "/" + step);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
