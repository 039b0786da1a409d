package dev.lovage.worker.weave;

import java.util.Arrays;

/** Loops of kinds that the compiler treats in different ways; each method is one piece of work, some milliseconds long. */
public final class Loops {

    private static final int[] NUMBERS = new int[1 << 20];
    private static final double[] LEFT = new double[200 * 200];
    private static final double[] RIGHT = new double[200 * 200];
    private static final double[] PRODUCT = new double[200 * 200];

    static {
        Arrays.setAll(NUMBERS, i -> i * 31 ^ i >>> 3);
        Arrays.setAll(LEFT, i -> i % 7);
        Arrays.setAll(RIGHT, i -> i % 5);
    }

    private Loops() {}

    /** A sum that the compiler makes vector instructions of. */
    public static long sumOfInts() {
        int sum = 0;
        for (int round = 0; round < 8; round++) {
            for (int i = 0; i < NUMBERS.length; i++) {
                sum += NUMBERS[i];
            }
        }
        return sum;
    }

    public static long matrixMultiply() {
        int n = 200;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int k = 0; k < n; k++) {
                    sum += LEFT[i * n + k] * RIGHT[k * n + j];
                }
                PRODUCT[i * n + j] = sum;
            }
        }
        return (long) PRODUCT[n + 1];
    }

    public static long stringBuilding() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 200_000; i++) {
            text.append(i & 15).append(',');
        }
        return text.length();
    }

    public static long nestedLoops() {
        long count = 0;
        for (int i = 0; i < 300; i++) {
            for (int j = 0; j < 300; j++) {
                for (int k = 0; k < 30; k++) {
                    count += (i ^ j) & k;
                }
            }
        }
        return count;
    }

    public static long sieve() {
        boolean[] composite = new boolean[1_000_000];
        int primes = 0;
        for (int i = 2; i < composite.length; i++) {
            if (!composite[i]) {
                primes++;
                for (long j = (long) i * i; j < composite.length; j += i) {
                    composite[(int) j] = true;
                }
            }
        }
        return primes;
    }

    public static long whileLoop() {
        long x = 1;
        long turns = 0;
        while (turns < 3_000_000) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
            turns++;
        }
        return x;
    }

    public static long recursion() {
        return fibonacci(30);
    }

    private static long fibonacci(int n) {
        return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
    }
}
