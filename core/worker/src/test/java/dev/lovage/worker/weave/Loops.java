package dev.lovage.worker.weave;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

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

    private static final Integer[] BOXED =
            IntStream.range(0, 20_000).map(i -> i * 7919 % 20_011).boxed().toArray(Integer[]::new);
    private static final List<Integer> LIST = new ArrayList<>(Arrays.asList(BOXED));

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

    /** A loop of the JDK's, each turn a call of a lambda that calls nothing. */
    public static long stream() {
        return LongStream.range(0, 1_000_000).map(i -> i * 31 % 7).sum();
    }

    public static long sortByLambda() {
        Integer[] numbers = BOXED.clone();
        Arrays.sort(numbers, (left, right) -> left.compareTo(right));
        return numbers[0];
    }

    /** A loop over a short method that calls an interface of the JDK's. */
    public static long shortMethod() {
        long sum = 0;
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < LIST.size(); i++) {
                sum += at(LIST, i);
            }
        }
        return sum;
    }

    private static int at(List<Integer> list, int index) {
        return list.get(index);
    }

    private static long fibonacci(int n) {
        return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
    }
}
