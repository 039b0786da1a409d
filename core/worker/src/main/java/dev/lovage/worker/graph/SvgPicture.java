package dev.lovage.worker.graph;

import dev.lovage.worker.graph.StepGraph.Cluster;
import dev.lovage.worker.graph.StepGraph.Edge;
import dev.lovage.worker.graph.StepGraph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws a graph: the clusters side by side, in each what starts first on top. */
final class SvgPicture {

    private static final double MARGIN = 20;
    private static final double CLUSTER_GAP = 64;
    private static final double LEGEND = 34;

    private final List<ClusterLayout> layouts;
    private final StringBuilder text = new StringBuilder();

    SvgPicture(StepGraph graph) {
        this.layouts = graph.clusters().stream().map(ClusterLayout::new).toList();
    }

    String text() {
        double width = 2 * MARGIN + CLUSTER_GAP * (layouts.size() - 1);
        double height = 0;
        for (ClusterLayout layout : layouts) {
            width += layout.width();
            height = Math.max(height, layout.height());
        }
        head(width, height + 2 * MARGIN + LEGEND);
        List<Double> lefts = new ArrayList<>();
        double left = MARGIN;
        for (ClusterLayout layout : layouts) {
            lefts.add(left);
            left += layout.width() + CLUSTER_GAP;
        }
        for (int i = 0; i < layouts.size(); i++) {
            frame(layouts.get(i), lefts.get(i));
        }
        for (int i = 1; i < layouts.size(); i++) {
            opening(layouts.get(i - 1), lefts.get(i - 1), layouts.get(i), lefts.get(i));
        }
        for (int i = 0; i < layouts.size(); i++) {
            steps(layouts.get(i), lefts.get(i));
        }
        line(
                "  <text class=\"note\" x=\"%s\" y=\"%s\">An arrow goes from a step to one that requires it, a dotted one to a"
                        + " step that starts last. Stopped in reverse.</text>",
                MARGIN, height + MARGIN + LEGEND - 8);
        line("</svg>");
        return text.toString();
    }

    private void head(double width, double height) {
        line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%s\" height=\"%s\" viewBox=\"0 0 %s %s\">",
                width, height, width, height);
        line("  <style>");
        line("    text { font-family: Helvetica, Arial, 'Liberation Sans', sans-serif; fill: #1d2733 }");
        line("    .title { font-size: 15px; font-weight: bold; fill: #44525f }");
        line("    .name { font-size: 13px; font-weight: bold; text-anchor: middle }");
        line("    .note { font-size: 10.5px; fill: #5b6b7b }");
        line("    .small { font-size: 10.5px; fill: #5b6b7b; text-anchor: middle }");
        line("    .frame { fill: #f7f9fb; stroke: #c3ced9; stroke-width: 1.2 }");
        line("    .step { fill: #e6f0fb; stroke: #3b6ea5; stroke-width: 1.3 }");
        line("    .users { fill: #fdf1e3; stroke: #b5651d; stroke-width: 1.3 }");
        line("    .edge { fill: none; stroke: #6b7c8d; stroke-width: 1.3 }");
        line("    .last { stroke-dasharray: 2 4 }");
        line("    .opens { fill: none; stroke: #3b6ea5; stroke-width: 1.3; stroke-dasharray: 6 4 }");
        line("  </style>");
        line(
                "  <defs><marker id=\"arrow\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\""
                        + " orient=\"auto\"><path d=\"M 0 1 L 10 5 L 0 9 z\" fill=\"#6b7c8d\"/></marker></defs>");
        line("  <rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
    }

    private void frame(ClusterLayout layout, double left) {
        line(
                "  <rect class=\"frame\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"10\"/>",
                left, MARGIN, layout.width(), layout.height());
        line(
                "  <text class=\"title\" x=\"%s\" y=\"%s\">%s</text>",
                left + 16, MARGIN + 24, escaped(layout.cluster().name()));
    }

    /** A dashed line from the step that a cluster is inside of to the cluster's frame. */
    private void opening(ClusterLayout outer, double outerLeft, ClusterLayout inner, double innerLeft) {
        Cluster cluster = inner.cluster();
        if (outer.cluster().nodes().stream().noneMatch(node -> node.name().equals(cluster.opens()))) {
            return;
        }
        Vertex step = outer.place(cluster.opens());
        double x1 = outerLeft + step.right();
        double y1 = MARGIN + step.y();
        double edge = outerLeft + outer.width();
        for (double y2 : new double[] {MARGIN + 10, MARGIN + inner.height() - 10}) {
            double bend = (innerLeft - edge) * 0.6;
            line(
                    "  <path class=\"opens\" d=\"M %s %s H %s C %s %s %s %s %s %s\"/>",
                    x1, y1, edge, edge + bend, y1, innerLeft - bend, y2, innerLeft, y2);
        }
    }

    private void steps(ClusterLayout layout, double left) {
        line("  <g transform=\"translate(%s %s)\">", left, MARGIN);
        layout.paths().forEach(this::edge);
        layout.cluster().nodes().forEach(node -> step(node, layout.place(node.name())));
        line("  </g>");
    }

    private void edge(Edge edge, List<Vertex> path) {
        StringBuilder curve = new StringBuilder();
        Vertex from = path.get(0);
        curve.append(form("M %s %s", from.x(), from.bottom()));
        for (int i = 1; i < path.size(); i++) {
            Vertex to = path.get(i);
            double y1 = path.get(i - 1).bottom();
            double y2 = i == path.size() - 1 ? to.top() - 1 : to.top();
            double half = (y2 - y1) / 2;
            curve.append(form(" C %s %s %s %s %s %s", path.get(i - 1).x(), y1 + half, to.x(), y2 - half, to.x(), y2));
        }
        line("    <path class=\"edge%s\" marker-end=\"url(#arrow)\" d=\"%s\"/>", edge.required() ? "" : " last", curve);
    }

    private void step(Node node, Vertex at) {
        line(
                "    <rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"7\"/>",
                node.users() ? "users" : "step", at.left(), at.top(), at.width(), at.height());
        double y = at.y() - node.notes().size() * ClusterLayout.NOTE_LINE / 2 + 4.5;
        line("    <text class=\"name\" x=\"%s\" y=\"%s\">%s</text>", at.x(), y, escaped(node.name()));
        for (String note : node.notes()) {
            y += ClusterLayout.NOTE_LINE + (note.equals(node.notes().get(0)) ? 1.5 : 0);
            line("    <text class=\"small\" x=\"%s\" y=\"%s\">%s</text>", at.x(), y, escaped(note));
        }
    }

    private void line(String format, Object... values) {
        text.append(form(format, values)).append('\n');
    }

    /** Fills numbers in with one decimal at most. */
    private static String form(String format, Object... values) {
        Object[] shown = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            shown[i] = values[i] instanceof Double number ? number(number) : values[i];
        }
        return String.format(Locale.ROOT, format, shown);
    }

    private static String number(double value) {
        String shown = String.format(Locale.ROOT, "%.1f", value);
        return shown.endsWith(".0") ? shown.substring(0, shown.length() - 2) : shown;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
