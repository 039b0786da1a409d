package dev.lovage.worker.weave;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Measures what checks cost: each of {@link Loops} in a virtual machine without the flags that checks need, in one with them, woven,
 * and, to compare, woven with checks that read an opaque flag. Starts those virtual machines, turn and turn about, and prints a table
 * in Markdown. Run by hand, on a machine that does nothing else.
 */
public final class WeaveBench {

    private static final List<String> LOOPS = List.of(
            "sumOfInts",
            "matrixMultiply",
            "stringBuilding",
            "nestedLoops",
            "sieve",
            "whileLoop",
            "recursion",
            "stream",
            "sortByLambda",
            "shortMethod");
    private static final List<String> FLAGS = List.of(
            "-XX:+UseCountedLoopSafepoints", "-XX:LoopStripMiningIter=1000", "-XX:PerMethodRecompilationCutoff=-1");
    /** Time of the processor, which other programs take less of than of the clock. */
    private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();

    private static final String INSIDE = "inside";
    private static final int MACHINES = 3;
    private static final int WARM = 100;
    private static final int ROUNDS = 40;
    private static final int REPEATS = 3;
    private static volatile long sink;

    private WeaveBench() {}

    /** The other design: a flag that is read each time. */
    public static final class OpaqueChecks {

        private static final VarHandle FLAG;
        private static boolean flag;

        static {
            try {
                FLAG = MethodHandles.lookup().findStaticVarHandle(OpaqueChecks.class, "flag", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        private OpaqueChecks() {}

        public static void check() {
            if ((boolean) FLAG.getOpaque()) {
                throw new IllegalStateException();
            }
        }
    }

    public static void main(String[] args) throws Throwable {
        if (args.length > 0 && args[0].equals(INSIDE)) {
            inside();
            return;
        }
        Map<String, double[]> without = new HashMap<>();
        Map<String, double[]> with = new HashMap<>();
        for (int machine = 0; machine < MACHINES; machine++) {
            start(List.of(), machine, without);
            start(FLAGS, machine, with);
        }
        System.out.println(
                "| loop | no flags, ms | flags, ms | woven, ms | flags cost | checks cost | a flag read each turn would |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        for (String loop : LOOPS) {
            double bare = median(column(without.get(loop), 0));
            double base = median(column(with.get(loop), 0));
            double woven = median(column(with.get(loop), 1));
            double opaque = median(column(with.get(loop), 2));
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.3f | %.3f | %.3f | %+.1f %% | %+.1f %% | %+.1f %% |%n",
                    loop,
                    bare,
                    base,
                    woven,
                    (base / bare - 1) * 100,
                    (woven / base - 1) * 100,
                    (opaque / base - 1) * 100);
        }
    }

    /** Has a virtual machine measure, and keeps what it says at its place: for each loop, three medians from each machine. */
    private static void start(List<String> flags, int machine, Map<String, double[]> into) throws Exception {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-XX:+UseSerialGC");
        line.addAll(flags);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), WeaveBench.class.getName(), INSIDE));
        Process process =
                new ProcessBuilder(line).redirectError(Redirect.INHERIT).start();
        for (String said : new String(process.getInputStream().readAllBytes(), UTF_8).split("\n")) {
            String[] parts = said.split(" ");
            double[] times = into.computeIfAbsent(parts[0], loop -> new double[3 * MACHINES]);
            for (int i = 0; i < 3; i++) {
                times[3 * machine + i] = Double.parseDouble(parts[i + 1]);
            }
        }
        process.waitFor();
    }

    private static double[] column(double[] times, int kind) {
        return IntStream.range(0, MACHINES)
                .mapToDouble(i -> times[3 * i + kind])
                .toArray();
    }

    private static void inside() throws Throwable {
        byte[] plain = bytes();
        Class<?> asItIs = load(plain, UnaryOperator.identity());
        Class<?> woven = load(plain, Weaver::weave);
        Class<?> opaque = load(plain, classFile -> renamed(Weaver.weave(classFile)));
        for (String loop : LOOPS) {
            double[][] times = measure(handle(asItIs, loop), handle(woven, loop), handle(opaque, loop));
            System.out.println(loop + " " + median(times[0]) + " " + median(times[1]) + " " + median(times[2]));
        }
    }

    /** Turn and turn about, so that a slower machine for a while is slower for all. */
    private static double[][] measure(MethodHandle... handles) throws Throwable {
        double[][] times = new double[handles.length][ROUNDS];
        for (int warm = 0; warm < WARM; warm++) {
            for (MethodHandle handle : handles) {
                sink += (long) handle.invokeExact();
            }
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < handles.length; i++) {
                long start = PROCESSOR.getCurrentThreadCpuTime();
                for (int repeat = 0; repeat < REPEATS; repeat++) {
                    sink += (long) handles[i].invokeExact();
                }
                times[i][round] = (PROCESSOR.getCurrentThreadCpuTime() - start) / (REPEATS * 1e6);
            }
        }
        return times;
    }

    private static double median(double[] times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static MethodHandle handle(Class<?> type, String loop) throws ReflectiveOperationException {
        return MethodHandles.publicLookup().findStatic(type, loop, MethodType.methodType(long.class));
    }

    private static byte[] bytes() throws IOException {
        try (InputStream in = Loops.class.getResourceAsStream("Loops.class")) {
            return in.readAllBytes();
        }
    }

    private static byte[] renamed(byte[] classFile) {
        ClassWriter writer = new ClassWriter(0);
        ClassVisitor renaming = new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String signature, String[] exceptions) {
                MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
                return new MethodVisitor(Opcodes.ASM9, next) {
                    @Override
                    public void visitMethodInsn(
                            int opcode, String owner, String called, String type, boolean isInterface) {
                        String other = owner.endsWith("/Checks")
                                ? OpaqueChecks.class.getName().replace('.', '/')
                                : owner;
                        super.visitMethodInsn(opcode, other, called, type, isInterface);
                    }
                };
            }
        };
        new ClassReader(classFile).accept(renaming, 0);
        return writer.toByteArray();
    }

    private static Class<?> load(byte[] classFile, UnaryOperator<byte[]> change) {
        byte[] changed = change.apply(classFile);
        return new ClassLoader(WeaveBench.class.getClassLoader()) {
            Class<?> define() {
                return defineClass(Loops.class.getName(), changed, 0, changed.length);
            }
        }.define();
    }
}
