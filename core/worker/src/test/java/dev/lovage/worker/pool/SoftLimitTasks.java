package dev.lovage.worker.pool;

import dev.lovage.SoftTimeLimitExceeded;
import dev.lovage.Task;
import dev.lovage.TaskContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Tasks that reach their soft limit in many ways. Loaded in child JVMs by its name. */
public final class SoftLimitTasks {

    private SoftLimitTasks() {}

    @Task(name = "soft.sleep")
    public static void sleep() throws InterruptedException {
        Thread.sleep(60_000);
    }

    @Task(name = "soft.wrapped")
    public static void wrapped() {
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException("woken", e);
        }
    }

    /** The clean-up computes and waits, and is not disturbed. */
    @Task(name = "soft.cleansUpAfterSleep")
    public static String cleansUpAfterSleep() {
        try {
            Thread.sleep(60_000);
            return "slept";
        } catch (InterruptedException e) {
            return cleanUp(e);
        }
    }

    @Task(name = "soft.cleansUpAfterLoop")
    public static String cleansUpAfterLoop() {
        try {
            return "counted " + count();
        } catch (SoftTimeLimitExceeded e) {
            return cleanUp(e);
        }
    }

    private static String cleanUp(Throwable why) {
        long sum = 0;
        for (int i = 0; i < 1_000_000; i++) {
            sum += half(i);
        }
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            return "disturbed";
        }
        return why.getClass().getSimpleName() + " " + (sum > 0);
    }

    private static int half(int number) {
        return Integer.bitCount(number) > 1 ? number / 2 : identity(number);
    }

    private static int identity(int number) {
        return number;
    }

    /** A counted loop that the compiler would run without a look at anything. */
    @Task(name = "soft.count")
    public static int count() {
        int sum = 0;
        for (int round = 0; round < Integer.MAX_VALUE; round++) {
            for (int i = 0; i < Integer.MAX_VALUE; i++) {
                sum += i * round ^ sum;
            }
        }
        return sum;
    }

    @Task(name = "soft.emptyLoop")
    public static void emptyLoop() {
        while (true) {}
    }

    @Task(name = "soft.doWhile")
    public static long doWhile() {
        long x = 1;
        do {
            x = x * 31 + 7;
        } while (x != 0 || System.nanoTime() != 0);
        return x;
    }

    @Task(name = "soft.recursion")
    public static long recursion() {
        return fibonacci(100);
    }

    private static long fibonacci(int n) {
        return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
    }

    /** Loops in a lambda that the JDK calls: the loop is the JDK's, the body the task's. */
    @Task(name = "soft.stream")
    public static int stream() {
        IntUnaryOperator slow = x -> half(x) + 1;
        return IntStream.range(0, Integer.MAX_VALUE)
                .map(i -> IntStream.range(0, 1_000_000).map(slow).sum())
                .sum();
    }

    /** The loop is the JDK's, and the body calls nothing. */
    @Task(name = "soft.shortLambda")
    public static long shortLambda() {
        return LongStream.range(0, Long.MAX_VALUE).map(i -> i * 31 % 7).sum();
    }

    @Task(name = "soft.methodReference")
    public static long methodReference() {
        return LongStream.range(0, Long.MAX_VALUE).map(SoftLimitTasks::twice).sum();
    }

    private static long twice(long number) {
        return number * 2;
    }

    /** A recursion in which nothing but an interface of the JDK is called. */
    @Task(name = "soft.recursionThroughFunction")
    public static long recursionThroughFunction() {
        return new Fibonacci().applyAsLong(100);
    }

    private static final class Fibonacci implements LongUnaryOperator {

        private final LongUnaryOperator self = this;

        @Override
        public long applyAsLong(long n) {
            return n < 2 ? n : self.applyAsLong(n - 1) + self.applyAsLong(n - 2);
        }
    }

    @Task(name = "soft.switches")
    public static int switches(String word) {
        int count = 0;
        while (true) {
            switch (word) {
                case "a":
                    count++;
                    continue;
                case "b":
                    count--;
                    continue;
                default:
                    count ^= 1;
            }
            try {
                if (count == 77) {
                    throw new IllegalStateException();
                }
            } catch (IllegalStateException e) {
                count = 0;
            }
        }
    }

    /** Swallows whatever comes. */
    @Task(name = "soft.swallows")
    public static long swallows() {
        long caught = 0;
        while (true) {
            try {
                while (caught >= 0) {
                    caught += fibonacci(5);
                    caught &= 0xFFFF;
                }
            } catch (Throwable e) {
                caught++;
            }
        }
    }

    @Task(name = "soft.checkPoints")
    public static void checkPoints(TaskContext context) {
        while (true) {
            context.checkTimeLimit();
            Thread.onSpinWait();
        }
    }

    @Task(name = "soft.progress")
    public static void progress(TaskContext context) {
        for (long i = 0; ; i++) {
            if (i % 100_000 == 0) {
                context.progress(i, i + 1, "on");
            }
        }
    }

    @Task(name = "soft.remaining")
    public static List<Long> remaining(TaskContext context) throws InterruptedException {
        List<Long> left = new ArrayList<>();
        left.add(context.remaining().orElseThrow().toMillis());
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            left.add(context.remaining().orElseThrow().toMillis());
        }
        return left;
    }

    /** Computes in a thread of its own, which is not the task's and goes on. */
    @Task(name = "soft.otherThread")
    public static String otherThread() throws InterruptedException {
        long[] turns = {0};
        Thread worker = new Thread(() -> {
            while (turns[0] < 300_000_000L) {
                turns[0]++;
            }
        });
        worker.setDaemon(true);
        worker.start();
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            worker.join();
        }
        return "the other thread made " + turns[0] + " turns";
    }

    /** The limit is reached in here, but it may not spoil the class. */
    static final class SlowToLoad {

        static final long READY = compute();

        private SlowToLoad() {}

        private static long compute() {
            long end = System.nanoTime() + 1_500_000_000L;
            long turns = 0;
            while (System.nanoTime() < end) {
                turns++;
            }
            return turns;
        }
    }

    @Task(name = "soft.initializer")
    public static boolean initializer() {
        boolean ready = SlowToLoad.READY > 0;
        while (ready) {
            Thread.onSpinWait();
        }
        return ready;
    }

    @Task(name = "soft.initialized")
    public static boolean initialized() {
        return SlowToLoad.READY > 0;
    }

    @Task(name = "soft.quick")
    public static int quick(int x) {
        return x;
    }
}
