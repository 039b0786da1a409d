package dev.lovage.examples;

/** Plain methods; what makes tasks of them is that an app is told their names. */
public final class Maths {

    private Maths() {}

    public static int add(int x, int y) {
        return x + y;
    }

    public static int divide(int x, int y) {
        return x / y;
    }
}
