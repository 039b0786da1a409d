package dev.lovage.worker.pool;

import dev.lovage.Task;
import dev.lovage.TaskContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** Tasks for tests: good ones, and every kind of bad one. Loaded in child JVMs by its name. */
public final class FaultTasks {

    private FaultTasks() {}

    @Task(name = "tasks.add")
    public static int add(int x, int y) {
        return x + y;
    }

    @Task(name = "tasks.noop", acksLate = false, ignoreResult = true)
    public static void noop() {}

    /** Writes down that it ran. */
    @Task(name = "tasks.note")
    public static void note(String file) throws java.io.IOException {
        java.nio.file.Files.writeString(
                java.nio.file.Path.of(file),
                "ran\n",
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND);
    }

    @Task(name = "tasks.echo")
    public static String echo(String text) {
        return text;
    }

    @Task(name = "tasks.printHalf")
    public static void printHalf(String first, String then) {
        System.out.print(first);
        System.out.flush();
        System.out.print(then);
    }

    @Task(name = "tasks.fail")
    public static void fail(String message) {
        throw new IllegalStateException(message, new IllegalArgumentException("the cause"));
    }

    @Task(name = "tasks.pid")
    public static long pid() {
        return ProcessHandle.current().pid();
    }

    @Task(name = "tasks.exit")
    public static void exit(int code) {
        System.exit(code);
    }

    @Task(name = "tasks.halt")
    public static void halt(int code) {
        Runtime.getRuntime().halt(code);
    }

    @Task(name = "tasks.exitFromThread")
    public static void exitFromThread() throws InterruptedException {
        Thread thread = new Thread(() -> System.exit(7));
        thread.start();
        thread.join();
    }

    @Task(name = "tasks.hoard")
    public static int hoard() {
        List<long[]> hoard = new ArrayList<>();
        while (hoard.size() < Integer.MAX_VALUE) {
            hoard.add(new long[1_000_000]);
        }
        return hoard.size();
    }

    @Task(name = "tasks.recurse")
    public static int recurse(int depth) {
        return depth < 0 ? 0 : recurse(depth + 1) + 1;
    }

    @Task(name = "tasks.forever")
    public static void forever() {
        while (true) {
            LockSupport.parkNanos(1_000_000);
            Thread.interrupted();
        }
    }

    @Task(name = "tasks.spin")
    public static long spin() {
        long count = 0;
        while (count >= 0) {
            count++;
            count &= 0xFFFF;
        }
        return count;
    }

    /** Never ends by itself, but can be let go from the same process. */
    @Task(name = "tasks.stuck")
    public static String stuck() {
        while (!StuckTasks.released) {
            Thread.onSpinWait();
        }
        return "late";
    }

    /** Blocks in the kernel, where no interrupt arrives. */
    @Task(name = "tasks.readFile")
    public static int readFile(String path) throws java.io.IOException {
        try (java.io.InputStream in = new java.io.FileInputStream(path)) {
            return in.read();
        }
    }

    /** Starts a process that would outlive this one, tells its id, and waits for it. */
    @Task(name = "tasks.startsProcess")
    public static int startsProcess(TaskContext context) throws Exception {
        Process process = new ProcessBuilder("sleep", "600").start();
        context.update("STARTED_PROCESS", process.pid());
        return process.waitFor();
    }

    /** A counted loop, which compiled code runs without a look at what the virtual machine wants. */
    @Task(name = "tasks.count")
    public static int count() {
        int sum = 0;
        for (int round = 0; round < Integer.MAX_VALUE; round++) {
            for (int i = 0; i < Integer.MAX_VALUE; i++) {
                sum += i * round ^ sum;
            }
        }
        return sum;
    }

    @Task(name = "tasks.print")
    public static void print(String text, int times) {
        for (int i = 0; i < times; i++) {
            System.out.println(text);
        }
    }

    @Task(name = "tasks.flood")
    public static long flood(int megabytes) {
        byte[] chunk = new byte[1024 * 1024];
        Arrays.fill(chunk, (byte) 'x');
        for (int i = 0; i < megabytes; i++) {
            chunk[chunk.length - 1] = (byte) (i % 2 == 0 ? '\n' : 'x');
            System.out.write(chunk, 0, chunk.length);
        }
        System.out.flush();
        return megabytes;
    }

    /** Prints so many MiB of lines of one character. */
    @Task(name = "tasks.floodShort")
    public static int floodShort(int mebibytes) {
        byte[] chunk = "x\n".repeat(1 << 19).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        for (int i = 0; i < mebibytes; i++) {
            System.out.write(chunk, 0, chunk.length);
        }
        return mebibytes;
    }

    @Task(name = "tasks.floodLine")
    public static int floodLine(int megabytes) {
        byte[] chunk = new byte[1024 * 1024];
        Arrays.fill(chunk, (byte) 'x');
        for (int i = 0; i < megabytes; i++) {
            System.out.write(chunk, 0, chunk.length);
        }
        return megabytes;
    }

    @Task(name = "tasks.closeOutput")
    public static String closeOutput() throws java.io.IOException {
        new java.io.FileOutputStream(java.io.FileDescriptor.out).close();
        System.out.close();
        System.err.close();
        System.out.println("nobody hears this");
        return "closed";
    }

    @Task(name = "tasks.readInput")
    public static int readInput() throws java.io.IOException {
        return System.in.read();
    }

    @Task(name = "tasks.environment")
    public static Map<String, String> environment() {
        return new TreeMap<>(System.getenv());
    }

    /** What files its virtual machine has in its memory. */
    @Task(name = "tasks.maps")
    public static String maps() throws java.io.IOException {
        return java.nio.file.Files.readString(java.nio.file.Path.of("/proc/self/maps"));
    }

    @Task(name = "tasks.litter")
    public static long litter() {
        System.setProperty("litter", "yes");
        Thread thread = new Thread(LockSupport::park, "litter");
        thread.setDaemon(true);
        thread.start();
        return ProcessHandle.current().pid();
    }

    /** Neither an interrupt nor an error ends it. */
    @Task(name = "tasks.swallow")
    public static void swallow() {
        while (true) {
            try {
                Thread.sleep(1);
            } catch (Throwable anything) {
                Thread.interrupted();
            }
        }
    }

    @Task(name = "tasks.exitHangs")
    public static void exitHangs() {
        Runtime.getRuntime().addShutdownHook(new Thread(FaultTasks::forever));
        System.exit(0);
    }

    @Task(name = "tasks.exitSlowly")
    public static void exitSlowly(int code) {
        Runtime.getRuntime().addShutdownHook(new Thread(FaultTasks::forever));
        System.exit(code);
    }

    @Task(name = "tasks.exitSlowlyByRuntime")
    public static void exitSlowlyByRuntime(int code) {
        Runtime.getRuntime().addShutdownHook(new Thread(FaultTasks::forever));
        Runtime.getRuntime().exit(code);
    }

    @Task(name = "tasks.busyThreads")
    public static void busyThreads() {
        for (int i = 0; i < 50; i++) {
            Thread thread = new Thread(FaultTasks::spin);
            thread.setPriority(Thread.MAX_PRIORITY);
            thread.start();
        }
        spin();
    }

    /** Keeps the heap all but full, so that the virtual machine does little else than collect. */
    @Task(name = "tasks.thrash")
    public static long thrash() {
        List<byte[]> kept = new ArrayList<>();
        while (Runtime.getRuntime().maxMemory()
                        - Runtime.getRuntime().totalMemory()
                        + Runtime.getRuntime().freeMemory()
                > 4_000_000) {
            kept.add(new byte[100_000]);
        }
        long sum = 0;
        while (sum >= 0) {
            sum += new byte[10_000].length + kept.size();
            sum &= 0xFFFF;
        }
        return sum;
    }

    /** Starts a process that has left this one's, as daemons do; its id. */
    @Task(name = "tasks.daemon")
    public static long daemon() throws java.io.IOException {
        Process shell = new ProcessBuilder("sh", "-c", "setsid sleep 300 >/dev/null 2>&1 & echo $!").start();
        return Long.parseLong(
                new String(shell.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip());
    }

    @Task(name = "tasks.progress")
    public static String progress(TaskContext context) {
        context.progress(1, 2, "half");
        context.update("PACKING", Map.of("boxes", 3));
        return context.id() + "@" + context.hostname();
    }

    @Task(name = "tasks.unwritable")
    public static Object unwritable() {
        return new Thread("not data");
    }

    @Task(name = "tasks.large")
    public static String large(int length) {
        return "x".repeat(length);
    }

    @Task(name = "tasks.badMessage")
    public static void badMessage() {
        throw new IllegalStateException() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException("no message for you");
            }
        };
    }

    @Task(name = "tasks.crash")
    public static void crash() throws ReflectiveOperationException {
        java.lang.reflect.Field field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        ((sun.misc.Unsafe) field.get(null)).putAddress(0, 0);
    }

    @Task(name = "tasks.waits")
    public static int waits(TaskContext context, String id) throws Exception {
        return context.app().result(id, Integer.class).future().get(20, java.util.concurrent.TimeUnit.SECONDS);
    }

    @Task(name = "tasks.publishesNowhere")
    public static String publishesNowhere(TaskContext context) {
        try {
            var message =
                    new dev.lovage.messaging.Message(new byte[0], "application/json", "utf-8", Map.of(), Map.of());
            context.app()
                    .broker()
                    .publisher()
                    .publish(dev.lovage.messaging.Publication.toQueue("nowhere", message))
                    .toCompletableFuture()
                    .join();
            return "published";
        } catch (java.util.concurrent.CompletionException e) {
            return e.getCause().getClass().getSimpleName() + ": " + e.getCause().getMessage();
        }
    }

    @Task(name = "tasks.calls")
    public static String calls(TaskContext context) {
        return context.app().signature("tasks.other").args(1).delay().id();
    }

    private static final List<byte[]> KEPT = new ArrayList<>();

    /** Waits until a file is there. */
    @Task(name = "tasks.block")
    public static void block(String file) {
        while (!java.nio.file.Files.exists(java.nio.file.Path.of(file))) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Leaks so many MiB. */
    @Task(name = "tasks.keep")
    public static int keep(int mebibytes) {
        for (int i = 0; i < mebibytes; i++) {
            byte[] piece = new byte[1 << 20];
            Arrays.fill(piece, (byte) i);
            KEPT.add(piece);
        }
        return KEPT.size();
    }

    /** Leaks so many MiB, and does not end. */
    @Task(name = "tasks.keepForever")
    public static void keepForever(int mebibytes) {
        keep(mebibytes);
        forever();
    }

    /** Computes for about so many milliseconds. */
    @Task(name = "tasks.work")
    public static long work(int millis) {
        long end = System.nanoTime() + millis * 1_000_000L;
        long count = 0;
        while (System.nanoTime() - end < 0) {
            count++;
        }
        return count;
    }

    /** Sends this process a signal. */
    @Task(name = "tasks.signal")
    public static void signal(String name) throws java.io.IOException, InterruptedException {
        String pid = String.valueOf(ProcessHandle.current().pid());
        new ProcessBuilder("kill", "-" + name, pid).start().waitFor();
        forever();
    }

    /** As when the heap is full, but at once. */
    @Task(name = "tasks.outOfMemory")
    public static int outOfMemory() {
        return new long[Integer.MAX_VALUE].length;
    }

    /** Returns, and ends the process some milliseconds later. */
    @Task(name = "tasks.exitLater")
    public static long exitLater(int code, int millis) {
        Thread thread = new Thread(() -> {
            LockSupport.parkNanos(millis * 1_000_000L);
            System.exit(code);
        });
        thread.setDaemon(true);
        thread.start();
        return pid();
    }

    /** Waits for so many milliseconds. */
    @Task(name = "tasks.sleep")
    public static void sleep(int millis) throws InterruptedException {
        Thread.sleep(millis);
    }

    /** Returns, and has a timer that keeps the process interrupt its thread so often at such a distance, and make a file then. */
    @Task(name = "tasks.interruptLater")
    public static long interruptLater(int times, int millis, String file) {
        Thread task = Thread.currentThread();
        TimerThread.EXECUTOR.execute(() -> {
            for (int i = 0; i < times; i++) {
                LockSupport.parkNanos(millis * 1_000_000L);
                task.interrupt();
            }
            new java.io.File(file).mkdir();
        });
        return pid();
    }

    /** Its thread starts with its first work. */
    private static final class TimerThread {
        static final java.util.concurrent.ExecutorService EXECUTOR =
                java.util.concurrent.Executors.newSingleThreadExecutor(work -> new Thread(work, "timer"));
    }

    /** Leaves a system property that nothing can name, and a thread that keeps the process: Lovage's own part of it fails. */
    @Task(name = "tasks.poison")
    public static void poison() {
        System.getProperties().put(new Unspeakable(), "");
        new Thread(FaultTasks::forever).start();
    }

    private static final class Unspeakable {
        @Override
        public String toString() {
            throw new IllegalStateException("no name for you");
        }
    }
}
