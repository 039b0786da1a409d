package dev.lovage.worker.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Lays a small graph without circles out in layers, as Sugiyama does: each vertex below all that point to it, few crossings, and
 * each about in the middle of its neighbours.
 */
final class Layers {

    private static final double GAP = 28;
    private static final double LAYER_GAP = 46;
    private static final int SWEEPS = 12;

    private final List<List<Vertex>> layers = new ArrayList<>();

    private Layers(List<Vertex> vertices) {
        for (Vertex vertex : vertices) {
            while (layers.size() <= vertex.layer()) {
                layers.add(new ArrayList<>());
            }
            layers.get(vertex.layer()).add(vertex);
        }
    }

    /** Puts each vertex into the first layer below all vertices above it. They come in an order that fits the edges. */
    static void rank(List<Vertex> inOrder) {
        for (Vertex vertex : inOrder) {
            vertex.layer(vertex.above().stream().mapToInt(Vertex::layer).max().orElse(-1) + 1);
        }
    }

    /** Gives every vertex, bends among them, its place. */
    static void place(List<Vertex> all) {
        Layers layers = new Layers(all);
        layers.order();
        layers.stack();
        layers.spread();
    }

    private void order() {
        List<List<Vertex>> best = copy();
        int fewest = crossings();
        for (int sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
            boolean down = sweep % 2 == 0;
            for (int i = 0; i < layers.size(); i++) {
                sort(layers.get(down ? i : layers.size() - 1 - i), down ? Vertex::above : Vertex::below);
            }
            if (crossings() < fewest) {
                fewest = crossings();
                best = copy();
            }
        }
        layers.clear();
        layers.addAll(best);
    }

    private void sort(List<Vertex> layer, Function<Vertex, List<Vertex>> neighbours) {
        Map<Vertex, Integer> position = positions();
        Map<Vertex, Double> wanted = new HashMap<>();
        for (Vertex vertex : layer) {
            wanted.put(
                    vertex,
                    neighbours.apply(vertex).stream()
                            .mapToInt(other -> position.getOrDefault(other, 0))
                            .average()
                            .orElse(position.getOrDefault(vertex, 0)));
        }
        layer.sort(Comparator.comparingDouble(vertex -> wanted.getOrDefault(vertex, 0.0)));
    }

    private Map<Vertex, Integer> positions() {
        Map<Vertex, Integer> position = new HashMap<>();
        for (List<Vertex> layer : layers) {
            for (int i = 0; i < layer.size(); i++) {
                position.put(layer.get(i), i);
            }
        }
        return position;
    }

    private int crossings() {
        Map<Vertex, Integer> position = positions();
        int count = 0;
        for (List<Vertex> layer : layers) {
            for (int left = 0; left < layer.size(); left++) {
                for (int right = left + 1; right < layer.size(); right++) {
                    for (Vertex from : layer.get(left).below()) {
                        for (Vertex to : layer.get(right).below()) {
                            count += position.getOrDefault(from, 0) > position.getOrDefault(to, 0) ? 1 : 0;
                        }
                    }
                }
            }
        }
        return count;
    }

    private List<List<Vertex>> copy() {
        List<List<Vertex>> copy = new ArrayList<>();
        layers.forEach(layer -> copy.add(new ArrayList<>(layer)));
        return copy;
    }

    private void stack() {
        double top = 0;
        for (List<Vertex> layer : layers) {
            double height = layer.stream().mapToDouble(Vertex::height).max().orElse(0);
            for (Vertex vertex : layer) {
                vertex.y(top + height / 2);
            }
            top += height + LAYER_GAP;
        }
    }

    /** Begins with each layer around the same middle, and then draws vertices towards their neighbours. */
    private void spread() {
        for (List<Vertex> layer : layers) {
            double[] wanted = new double[layer.size()];
            settle(layer, wanted);
        }
        for (int sweep = 0; sweep < 2 * SWEEPS; sweep++) {
            boolean down = sweep % 2 == 0;
            for (int i = 0; i < layers.size(); i++) {
                List<Vertex> layer = layers.get(down ? i : layers.size() - 1 - i);
                double[] wanted = new double[layer.size()];
                for (int at = 0; at < wanted.length; at++) {
                    Vertex vertex = layer.get(at);
                    List<Vertex> near = new ArrayList<>(down ? vertex.above() : vertex.below());
                    if (near.isEmpty()) {
                        near.addAll(down ? vertex.below() : vertex.above());
                    }
                    wanted[at] = near.stream().mapToDouble(Vertex::x).average().orElse(vertex.x());
                }
                settle(layer, wanted);
            }
        }
    }

    /** Gives the vertices of a layer the places nearest to the wanted ones at which they keep their order and don't overlap. */
    private static void settle(List<Vertex> layer, double[] wanted) {
        int count = layer.size();
        double[] offset = new double[count];
        for (int i = 1; i < count; i++) {
            offset[i] = offset[i - 1] + (layer.get(i - 1).width() + layer.get(i).width()) / 2 + GAP;
        }
        // Without the offsets it is the question which rising numbers are nearest to given ones: neighbours that fall
        // are pooled.
        double[] mean = new double[count];
        int[] size = new int[count];
        int pools = 0;
        for (int i = 0; i < count; i++) {
            mean[pools] = wanted[i] - offset[i];
            size[pools++] = 1;
            while (pools > 1 && mean[pools - 2] > mean[pools - 1]) {
                int both = size[pools - 2] + size[pools - 1];
                mean[pools - 2] = (mean[pools - 2] * size[pools - 2] + mean[pools - 1] * size[pools - 1]) / both;
                size[pools - 2] = both;
                pools--;
            }
        }
        int at = 0;
        for (int pool = 0; pool < pools; pool++) {
            for (int i = 0; i < size[pool]; i++, at++) {
                layer.get(at).x(mean[pool] + offset[at]);
            }
        }
    }
}
