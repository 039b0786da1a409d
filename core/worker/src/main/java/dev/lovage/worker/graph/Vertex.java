package dev.lovage.worker.graph;

import java.util.ArrayList;
import java.util.List;

/** A place in a layout: of a step, or of a bend of an edge that passes a layer. Coordinates are of its middle, in pixels. */
final class Vertex {

    private final double width;
    private final double height;
    private final List<Vertex> above = new ArrayList<>();
    private final List<Vertex> below = new ArrayList<>();
    private int layer;
    private double x;
    private double y;

    Vertex(double width, double height) {
        this.width = width;
        this.height = height;
    }

    /** A bend in an edge. */
    static Vertex bend(int layer) {
        Vertex bend = new Vertex(8, 0);
        bend.layer = layer;
        return bend;
    }

    static void join(Vertex upper, Vertex lower) {
        upper.below.add(lower);
        lower.above.add(upper);
    }

    List<Vertex> above() {
        return above;
    }

    List<Vertex> below() {
        return below;
    }

    int layer() {
        return layer;
    }

    void layer(int value) {
        layer = value;
    }

    double width() {
        return width;
    }

    double height() {
        return height;
    }

    double x() {
        return x;
    }

    double y() {
        return y;
    }

    void x(double value) {
        x = value;
    }

    void y(double value) {
        y = value;
    }

    double left() {
        return x - width / 2;
    }

    double right() {
        return x + width / 2;
    }

    double top() {
        return y - height / 2;
    }

    double bottom() {
        return y + height / 2;
    }
}
